// Throughput of two ranks with one thread each ÷ one process with one thread: ResNet-18 at 32×32, 64 pictures a rank.
// Must reach 1.8. Beside it the same in Python, where the peers' environment is set up. Usage: ddp.ts [rounds]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../pair.ts';

const rounds = Number(process.argv[2] ?? 3);
const here = import.meta.dirname;
const cache = process.env.CAPSTAN_CACHE ?? join(homedir(), '.cache/capstan');
const sides: [name: string, command: string, script: string][] = [
  ['Capstan', process.execPath, join(here, 'ddp-rank.ts')],
  ['PyTorch', join(cache, 'peers/bin/python'), join(here, 'ddp_rank.py')],
];

/** Seconds a step of the slowest of so many ranks. */
async function seconds(command: string, script: string, ranks: number, port: number): Promise<number> {
  const children = Array.from({ length: ranks }, (_, rank) =>
    spawn(command, [script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: '1',
        MASTER_ADDR: '127.0.0.1',
        MASTER_PORT: String(port),
        RANK: String(rank),
        LOCAL_RANK: String(rank),
        WORLD_SIZE: String(ranks),
      },
    }),
  );
  const times = await Promise.all(
    children.map(async (child) => {
      let last = Number.NaN;
      const ended = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout })) last = Number(line);
      await ended;
      return last;
    }),
  );
  return Math.max(...times);
}

const ratios = sides.map(() => [] as number[]);
for (let round = 0; round < rounds; round++)
  for (const [i, [name, command, script]] of sides.entries()) {
    if (!existsSync(command)) continue;
    const port = 29600 + round * sides.length + i;
    const [one, two] = [await seconds(command, script, 1, port), await seconds(command, script, 2, port)];
    ratios[i]!.push((2 * one) / two);
    console.log(
      `${name}: one rank ${one.toFixed(3)} s a step, two ranks ${two.toFixed(3)} s, throughput ${((2 * one) / two).toFixed(2)}`,
    );
  }
for (const [i, [name]] of sides.entries()) {
  const own = ratios[i]!;
  if (own.length > 0)
    console.log(
      `${name}: two ranks ÷ one, median ${median(own).toFixed(2)} [${Math.min(...own).toFixed(2)}–${Math.max(...own).toFixed(2)}]`,
    );
}
