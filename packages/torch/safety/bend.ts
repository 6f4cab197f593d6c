// Makes every recorded call of sweep/ again with one argument wrong (bends.ts), in child processes: only errors may come back.
//
//     node packages/torch/safety/bend.ts [--step 1] [--from 0] [--to 2595] [--deaths file]
//
// With --step n only each nth of the calls is made. A call that ended its process is named; the next goes on behind it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cases } from '../sweep/run.ts';
import { flags } from './flags.ts';
import { watched, written } from './watched.ts';

const CHUNK = 100; // recorded calls of one child that makes all of them

/** A call that ended its process: which recorded one, which argument, which wrong value. */
export interface Death {
  op: string;
  place: [case_: number, argument: number, bend: number];
  end: string;
}

/** What came of the calls. */
export interface Bent {
  threw: number;
  returned: number;
  deaths: Death[];
  /** Errors that are none of ours. */
  foreign: string[];
}

type Part = Omit<Bent, 'deaths'>;

async function chunk(first: number, last: number, step: number, result: Bent): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-bend-'));
  const log = join(folder, 'call');
  try {
    for (let at: [number, number, number] = [first, 0, 0]; ; ) {
      const { part, how } = await watched<Part>('bend-child.ts', [...at, last, step, log], log, folder);
      if (part) {
        result.threw += part.threw;
        result.returned += part.returned;
        for (const one of part.foreign) if (!result.foreign.includes(one)) result.foreign.push(one);
        return;
      }
      const text = written(log);
      if (text === '') throw new Error(`a child could not begin: ${how}`);
      const [index, argument, bend, op] = JSON.parse(text) as [number, number, number, string]; // as: the child's own words
      result.deaths.push({ op, place: [index, argument, bend], end: how });
      at = [index, argument, bend + 1];
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes recorded calls `from` to before `to`, each argument wrong in every way.
 * @example
 * const { deaths } = await bend({ step: 20 });
 */
export async function bend(options: { step?: number; from?: number; to?: number } = {}): Promise<Bent> {
  const { step = 1, from = 0, to = cases.length } = options;
  const result: Bent = { threw: 0, returned: 0, deaths: [], foreign: [] };
  const size = CHUNK * step; // a child takes seconds to start
  for (let first = from; first < to; first += size) await chunk(first, Math.min(first + size, to), step, result);
  return result;
}

if (process.argv[1] === import.meta.filename) {
  const { deaths: file, ...which } = flags(import.meta.filename, { step: 1, from: 0, to: cases.length, deaths: '' });
  const result = await bend(which);
  if (file) writeFileSync(file, result.deaths.map((death) => `${JSON.stringify(death)}\n`).join(''));
  const deaths = result.deaths.map(({ op, place, end }) => `${op} ${place.join(' ')}: ${end}`);
  console.log(JSON.stringify({ ...result, deaths }, null, 2));
  process.exitCode = deaths.length > 0 || result.foreign.length > 0 ? 1 : 0;
}
