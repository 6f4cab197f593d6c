// Near duplicates among real pictures: recall and precision of planted ones.
//   node bench/data/near-duplicates.ts [--likeness 0.95] [--from 0]
// bccd (364 photographs) and 1,000 of mednist-12k, every twelfth from number --from on; for every fourth picture three
// copies are planted: coded again at JPEG quality 60, 5 % cut off each side's length, brightness × 1.2. Found is what has
// been paired with its original or another copy of it. Every other pair counts as false, also where both were in the
// data set before: MedNIST holds files twice and neighbouring slices of one scan. How many of the false pairs are the
// same file, or were there before anything was planted, is printed beside it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extractTar } from '@capstan/data';
import sharp from 'sharp';
import {
  leastLikeness,
  type NearPair,
  nearPairs,
} from '../../packages/data/src/images/findings/copies/near/near-duplicates.ts';
import { type Print, printOf } from '../../packages/data/src/images/findings/copies/near/print.ts';

const { values } = parseArgs({
  options: { likeness: { type: 'string', default: String(leastLikeness) }, from: { type: 'string', default: '0' } },
});
const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');
const kinds = ['re-encoded', 'cropped', 'brighter'];

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
  const isRight = ({ a, b }: NearPair) => source(a) === source(b);
  const begun = performance.now();
  const all = nearPairs(prints, { likeness: 0.5 }); // most alike first
  const seconds = (performance.now() - begun) / 1000;

  let right = 0;
  let best = { recall: 0, likeness: 1 };
  const found = new Set<string>();
  for (const [i, pair] of all.entries()) {
    if (isRight(pair)) {
      right++;
      if (planted.has(pair.a) !== planted.has(pair.b)) found.add(planted.has(pair.a) ? pair.a : pair.b);
    }
    const recall = found.size / planted.size;
    if (right / (i + 1) >= 0.95 && recall > best.recall) best = { recall, likeness: pair.likeness };
  }
  const pictures = `${files.length} pictures, ${planted.size} planted, ${seconds.toFixed(1)} s`;
  console.log(
    `${name} (${pictures}): recall ${best.recall.toFixed(3)} at precision 0.95, likeness ${best.likeness.toFixed(4)}`,
  );

  for (const least of values.likeness.split(',').map(Number)) {
    const pairs = all.filter(({ likeness }) => likeness >= least);
    const seen = new Set(
      pairs.filter(isRight).flatMap(({ a, b }) => (planted.has(a) !== planted.has(b) ? [planted.has(a) ? a : b] : [])),
    );
    const recall = (kind: string) => {
      const those = [...planted.keys()].filter((file) => file.startsWith(kind));
      return (those.filter((file) => seen.has(file)).length / those.length).toFixed(3);
    };
    const wrong = pairs.filter((pair) => !isRight(pair));
    const before = wrong.filter(({ a, b }) => !planted.has(a) && !planted.has(b));
    const same = wrong.filter(({ same }) => same === 'bytes');
    const precision = (1 - wrong.length / pairs.length).toFixed(3);
    console.log(
      `  from ${least}: recall ${recall('')} precision ${precision} (${kinds.map((kind) => `${kind} ${recall(kind)}`).join(', ')}; ` +
        `${pairs.length} pairs, ${wrong.length} false: ${before.length} between originals, ${same.length} the same bytes)`,
    );
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
    all.filter((_, i) => i % 12 === Number(values.from)).map((file) => join(folder, 'mednist', file)),
  );
  rmSync(folder, { recursive: true });
}
