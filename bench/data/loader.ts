// Images per second through the loader, side by side with torchvision, on two threads each:
//   node bench/data/loader.ts [--pairs 3] [--case decode-64,cached-64,decode-224,cached-224]
// Real data (CAPSTAN_DATA or ../shared/data): mednist-12k, 64 × 64 JPEG, pad-crop-flip-normalise; bccd, 640 × 480 JPEG,
// random-resized-crop 224. "decode": every epoch reads and decodes every file; "cached": decoded once, when opened.
// torchvision has no cache, so both are set against the same of its runs; the faster of none and two worker processes.
// Behind it the processor time that an image takes, which other work on the machine changes less.
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
  let total = 0;
  let used = process.cpuUsage();
  for (let epoch = 0; epoch < 3; epoch++) {
    if (epoch === 1) used = process.cpuUsage();
    const start = performance.now();
    let images = 0;
    for await (const batch of batches) images += batch.size;
    speeds.push((images / (performance.now() - start)) * 1000);
    if (epoch > 0) total += images;
  }
  const { user, system } = process.cpuUsage(used);
  console.log(JSON.stringify({ speed: Math.max(...speeds.slice(1)), each: (user + system) / 1000 / total }));
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

/** Images a second, and milliseconds of processor time for each. */
type Run = { speed: number; each: number };

function runOf(command: string, args: string[]): Run {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Run; // as: both scripts print it
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
      const ours: Run[] = [];
      const theirs: Run[] = [];
      for (let pair = 0; pair < Number(values.pairs); pair++) {
        ours.push(runOf(process.execPath, [import.meta.filename, '--run', name, '--folder', data]));
        const size = name.split('-')[1]!;
        const both = ['0', '2'].map((workers) => runOf(python, [peer, data, size, workers]));
        theirs.push(both[0]!.speed > both[1]!.speed ? both[0]! : both[1]!);
      }
      const ratios = ours.map(({ speed }, i) => speed / theirs[i]!.speed);
      const [a, b] = [ours, theirs].map((runs) =>
        median(runs.map(({ speed }) => speed))
          .toFixed(0)
          .padStart(7),
      );
      const [c, d] = [ours, theirs].map((runs) => median(runs.map(({ each }) => each)).toFixed(2));
      const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
      const processor = `${c} against ${d} ms of processor time, ${(Number(d) / Number(c)).toFixed(2)}`;
      console.log(
        `${name.padEnd(12)} ${a} ours ${b} torchvision   ratio ${median(ratios).toFixed(2)} (${spread})   ${processor}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.run && values.folder) await measure(values.run, values.folder);
else compare();
