// The same work here and in PyTorch, in turn, with a busy process on each core or none: milliseconds, and ratios to the peer's.
//   node bench/torch/crowded.ts [--busy 2] [--rounds 9] [--cases resnet18-1,gpt,mlp] [--ways adaptive,fixed,thread]
// Ways: adaptive (ours as it is), fixed (10,000 turns whatever happens), short (100 turns), single (one thread); main and thread
// (PyTorch in its first thread, and in a second one, as a server computes).
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { median, Worker } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';

const { values } = parseArgs({
  options: {
    busy: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '9' },
    cases: { type: 'string', default: 'resnet18-1,gpt,mlp' },
    ways: { type: 'string', default: 'adaptive,fixed,thread' },
  },
});
const OURS: Record<string, Record<string, string>> = {
  adaptive: {},
  fixed: { GOMP_SPINCOUNT: '10000' },
  short: { GOMP_SPINCOUNT: '100' },
  single: { OMP_NUM_THREADS: '1' },
};
const here = (name: string) => new URL(name, import.meta.url).pathname;

function start(way: string, name: string): Worker {
  if (way in OURS)
    return new Worker({ name: way, command: process.execPath, args: [here('ours.ts'), name], env: OURS[way]! });
  const env = way === 'thread' ? { SECOND_THREAD: '1' } : undefined;
  return new Worker({ name: way, command: peersPython(), args: [here('peer.py'), name], ...(env && { env }) });
}

const hogs = Array.from({ length: Number(values.busy) }, () => spawn(process.execPath, ['-e', 'for (;;);']));
try {
  for (const name of values.cases.split(',')) {
    const workers = values.ways.split(',').map((way) => start(way, name));
    for (const worker of workers) await worker.line();
    const times = workers.map((): number[] => []);
    for (let i = 0; i < Number(values.rounds); i++)
      for (const [k, worker] of workers.entries()) times[k]!.push(await worker.go());
    for (const [k, worker] of workers.entries()) {
      const ms = times[k]!.map((seconds) => 1000 * seconds);
      const ratios = times[k]!.map((seconds, i) => seconds / times.at(-1)![i]!);
      console.log(
        `${name} ${worker.name}: ${median(ms).toFixed(2)} ms [${Math.min(...ms).toFixed(2)}–${Math.max(...ms).toFixed(2)}], ÷ ${workers.at(-1)!.name} ${median(ratios).toFixed(2)}`,
      );
      worker.stop();
    }
  }
} finally {
  for (const hog of hogs) hog.kill();
}
