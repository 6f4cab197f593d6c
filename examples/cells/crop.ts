// Cuts single blood cells out of the photographs of BCCD by their Pascal VOC boxes: a folder a class, crops of every size.
//
//   npm run node -- examples/cells/crop.ts [PHOTOGRAPHS [TARGET]]
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const sets = process.env.CAPSTAN_DATA ?? '../shared/data';
const [source = join(sets, 'bccd/BCCD'), target = '.capstan/cells'] = process.argv.slice(2);
if (!existsSync(join(source, 'Annotations'))) {
  console.error(
    `There are no Annotations in ${source}. Give the folder of BCCD that holds Annotations and JPEGImages.`,
  );
  process.exit(1);
}

interface Box {
  name: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The boxes of one annotation file. */
function boxesOf(xml: string): Box[] {
  return Array.from(xml.matchAll(/<object>(.*?)<\/object>/gs), ([, object]) => {
    const field = (tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(object!)?.[1] ?? '';
    const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((tag) => Number(field(tag)));
    return { name: field('name'), left: left!, top: top!, right: right!, bottom: bottom! };
  });
}

const counts: Record<string, number> = {};
for (const file of (await readdir(join(source, 'Annotations'))).toSorted()) {
  const stem = file.replace(/\.xml$/, '');
  const photograph = sharp(await readFile(join(source, 'JPEGImages', `${stem}.jpg`)));
  const { width, height } = await photograph.metadata();
  const boxes = boxesOf(await readFile(join(source, 'Annotations', file), 'utf8'));
  for (const [i, { name, ...box }] of boxes.entries()) {
    const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
    const size = { width: Math.min(width, box.right) - left, height: Math.min(height, box.bottom) - top };
    if (!/^\w+$/.test(name) || size.width < 8 || size.height < 8) continue; // some boxes are empty or lie at the edge
    await mkdir(join(target, name), { recursive: true });
    await photograph
      .clone()
      .extract({ left, top, ...size })
      .jpeg({ quality: 92 })
      .toFile(join(target, name, `${stem}-${i}.jpg`));
    counts[name] = (counts[name] ?? 0) + 1;
  }
}
console.log(
  `${target}: ${Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')}`,
);
