// Images per second through the loader, side by side with torchvision, on two threads each:
//   node bench/data/loader.ts [--pairs 3] [--case decode-64,cached-64,decode-224,cached-224]
// Real data (CAPSTAN_DATA or ../shared/data): mednist-12k, 64 × 64 JPEG, pad-crop-flip-normalise; bccd, 640 × 480 JPEG,
// random-resized-crop 224. "decode": every epoch reads and decodes every file; "cached": decoded once, when opened.
// torchvision has no cache, so both are set against the same of its runs; the faster of none and two worker processes.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  horizontalFlip,
  imageFolder,
  loader,
  openImages,
  randomCrop,
  randomResizedCrop,
  type Transform,
} from '@capstan/data';
import { peersPython } from '../peers/python.mjs';

type Case = { folder: string; augment: Transform[]; size: number; cached: boolean };

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '3' },
    case: { type: 'string', default: 'decode-64,cached-64,decode-224,cached-224' },
    run: { type: 'string' },
    folder: { type: 'string' },
  },
});

/** One process of ours: a warm epoch, then timed ones. */
async function measure(name: string, folder: string): Promise<void> {
  const { augment, size, cached } = cases(folder)[name]!;
  const options = { size, augment, split: { train: 1 }, ...(cached ? {} : { cacheBytes: 0 }) };
  const data = await openImages(imageFolder(folder, options));
  await using batches = loader(data.train, data.preprocessing, { batchSize: 64, shuffle: true, augment, workers: 2 });
  const speeds: number[] = [];
  for (let epoch = 0; epoch < 3; epoch++) {
    const start = performance.now();
    let images = 0;
    for await (const batch of batches) images += batch.size;
    speeds.push((images / (performance.now() - start)) * 1000);
  }
  console.log(JSON.stringify({ speed: Math.max(...speeds.slice(1)) }));
}

function cases(folder: string): Record<string, Case> {
  const small = { folder, augment: [randomCrop({ padding: 4 }), horizontalFlip()], size: 64 };
  const large = { folder, augment: [randomResizedCrop(224), horizontalFlip()], size: 224 };
  return {
    'decode-64': { ...small, cached: false },
    'cached-64': { ...small, cached: true },
    'decode-224': { ...large, cached: false },
    'cached-224': { ...large, cached: true },
  };
}

/** Class folders of the real data, in `into`; `undefined` where it is not. */
function prepare(name: string, into: string): string | undefined {
  const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');
  if (name.endsWith('64')) {
    const source = join(root, 'mednist-12k');
    if (!existsSync(source)) return undefined;
    if (!existsSync(join(into, 'resized'))) {
      const archive = readdirSync(source).find((file) => file.endsWith('.tar.gz'))!;
      execFileSync('tar', ['xzf', join(source, archive), '-C', into]);
    }
    return join(into, 'resized');
  }
  const source = join(root, 'bccd/BCCD/JPEGImages');
  if (!existsSync(source)) return undefined;
  const folder = join(into, 'photographs');
  if (existsSync(folder)) return folder;
  // The photographs have no classes: two halves will do, as nothing is learnt here.
  for (const half of ['a', 'b']) mkdirSync(join(folder, half), { recursive: true });
  for (const [i, file] of readdirSync(source).sort().entries()) {
    execFileSync('cp', [join(source, file), join(folder, i % 2 ? 'a' : 'b', file)]);
  }
  return folder;
}

function speedOf(command: string, args: string[]): number {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { speed: number }).speed; // as: both scripts print it
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function compare(): void {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bench-'));
  const python = peersPython();
  const peer = join(import.meta.dirname, 'loader_torchvision.py');
  console.log(`${cpus()[0]!.model}, ${cpus().length} threads; images/s, median of ${values.pairs} alternating runs\n`);
  try {
    for (const name of values.case.split(',')) {
      const data = prepare(name, folder);
      if (!data) {
        console.log(`${name.padEnd(12)} skipped: its data is not here`);
        continue;
      }
      const ours: number[] = [];
      const theirs: number[] = [];
      const ratios: number[] = [];
      for (let pair = 0; pair < Number(values.pairs); pair++) {
        ours.push(speedOf(process.execPath, [import.meta.filename, '--run', name, '--folder', data]));
        const size = name.split('-')[1]!;
        theirs.push(Math.max(...['0', '2'].map((workers) => speedOf(python, [peer, data, size, workers]))));
        ratios.push(ours.at(-1)! / theirs.at(-1)!);
      }
      const figures = `${median(ours).toFixed(0).padStart(7)} ours ${median(theirs).toFixed(0).padStart(7)} torchvision`;
      const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      console.log(`${name.padEnd(12)} ${figures}   ratio ${median(ratios).toFixed(2)} (${spread})`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.run && values.folder) await measure(values.run, values.folder);
else compare();
