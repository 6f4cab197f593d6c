// Near duplicates among real pictures: recall and precision of planted ones.
//   node bench/data/near-duplicates.ts [--likeness 0.97]
// bccd (364 photographs) and 1,000 of mednist-12k; for every fourth picture three copies are planted: coded again at
// JPEG quality 60, 5 % cut off each side's length, brightness × 1.2. Pairs of originals that are found are taken for
// false, though some are true; medical pictures of one kind look much alike.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extractTar } from '@capstan/data';
import sharp from 'sharp';
import { nearPairs } from '../../packages/data/src/image-duplicates/near-duplicates.ts';
import { type Print, printOf } from '../../packages/data/src/image-duplicates/print.ts';

const { values } = parseArgs({ options: { likeness: { type: 'string', default: '0.9,0.95,0.98,0.985,0.99,0.992' } } });
const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');

/** The three copies of a picture. */
async function copies(bytes: Buffer): Promise<Record<string, Buffer>> {
  const { width, height } = await sharp(bytes).metadata();
  const [cutX, cutY] = [Math.max(1, Math.round(width * 0.025)), Math.max(1, Math.round(height * 0.025))];
  const crop = { left: cutX, top: cutY, width: width - 2 * cutX, height: height - 2 * cutY };
  return {
    're-encoded': await sharp(bytes).jpeg({ quality: 60 }).toBuffer(),
    cropped: await sharp(bytes).extract(crop).jpeg({ quality: 92 }).toBuffer(),
    brighter: await sharp(bytes).linear(1.2, 0).jpeg({ quality: 92 }).toBuffer(),
  };
}

async function measure(name: string, files: readonly string[]): Promise<void> {
  const prints: Print[] = [];
  const planted = new Map<string, string>();
  for (const [i, file] of files.entries()) {
    const bytes = readFileSync(file);
    prints.push(await printOf(file, bytes));
    if (i % 4 !== 0) continue;
    for (const [kind, copy] of Object.entries(await copies(bytes))) {
      prints.push(await printOf(`${kind}:${file}`, copy));
      planted.set(`${kind}:${file}`, file);
    }
  }
  const source = (file: string) => planted.get(file) ?? file;
  for (const likeness of values.likeness.split(',').map(Number)) {
    const pairs = nearPairs(prints, { likeness });
    const right = pairs.filter(({ a, b }) => source(a) === source(b));
    const found = new Set(
      right.flatMap(({ a, b }) => (planted.has(a) !== planted.has(b) ? [planted.has(a) ? a : b] : [])),
    );
    const recall = (kind: string) => {
      const all = [...planted.keys()].filter((file) => file.startsWith(kind));
      return (all.filter((file) => found.has(file)).length / all.length).toFixed(3);
    };
    const kinds = ['re-encoded', 'cropped', 'brighter'].map((kind) => `${kind} ${recall(kind)}`).join(', ');
    const figures = `recall ${recall('')} precision ${(right.length / pairs.length).toFixed(3)}`;
    console.log(`${name.padEnd(8)} ${likeness.toFixed(3)}: ${figures} (${kinds}; ${pairs.length} pairs)`);
  }
}

const cells = join(root, 'bccd/BCCD/JPEGImages');
if (existsSync(cells))
  await measure(
    'bccd',
    (await readdir(cells)).sort().map((file) => join(cells, file)),
  );
const archive = join(root, 'mednist-12k/mednist-12k.tar.gz');
if (existsSync(archive)) {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-'));
  await extractTar(archive, join(folder, 'mednist'));
  const all = (await readdir(join(folder, 'mednist'), { recursive: true }))
    .filter((file) => file.endsWith('.jpeg'))
    .sort();
  await measure(
    'mednist',
    all.filter((_, i) => i % 12 === 0).map((file) => join(folder, 'mednist', file)),
  );
  rmSync(folder, { recursive: true });
}
