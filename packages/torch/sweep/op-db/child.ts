// Runs entries from a number on, and writes a line before and after each: whoever reads knows where it died.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { camel } from '../../src/engine/names.ts';
import { cells, native } from '../../src/engine/native.ts';
import * as torch from '../../src/index.ts';
import { dtypes } from '../../src/tensor/dtype.ts';
import { difference } from './difference.ts';
import { type Entry, entriesOf, type Outcome, type Packed, type Sample } from './entry.ts';
import { lookUp } from './names.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const blob = readFileSync(join(folder, 'op-db.bin'));
const SEED = 7;

export function unpack(value: Packed): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('t' in value) {
    const [dtype, shape, at, bytes] = value.t;
    shape.forEach((size, i) => {
      cells[i] = size;
    });
    const plain = new torch.Tensor(
      native.fromMemory(Uint8Array.from(blob.subarray(at, at + bytes)), dtypes.code(dtype), shape.length, true),
    );
    return value.stride ? torch.emptyStrided(shape, value.stride, { dtype }).copy_(plain) : plain;
  }
  if ('l' in value) return value.l.map(unpack);
  if ('i' in value) return BigInt(value.i);
  if ('f' in value) return value.f === 'nan' ? Number.NaN : value.f === 'inf' ? Infinity : -Infinity;
  if ('c' in value) return new torch.Complex(...value.c);
  if ('slice' in value) return torch.slice(value.slice[0], value.slice[1], value.slice[2] ?? 1);
  if ('e' in value) return torch.ELLIPSIS;
  return value.s;
}

function run({ args, kwargs, result, loose }: Sample, found: NonNullable<ReturnType<typeof lookUp>>, name: string) {
  using _temporaries = torch.scope();
  const given = args.map(unpack);
  const options = new Map(Object.entries(kwargs).map(([key, value]) => [key, unpack(value)]));
  for (const key of found.leading) {
    if (!options.has(key)) continue;
    given.push(options.get(key));
    options.delete(key);
  }
  const named = [...options].filter(([, value]) => value !== null);
  if (named.length > 0) given.push(Object.fromEntries(named.map(([key, value]) => [camel(key), value])));
  torch.manualSeed(SEED);
  return difference(
    torch.noGrad(() => found.call(...given)),
    unpack(result),
    name,
    loose,
  );
}

const brief = (error: unknown): string =>
  (error instanceof Error ? `${error.name === 'TorchError' ? '' : `${error.name}: `}${error.message}` : String(error))
    .split('\n')[0]!
    .replace(/\(.*Tensor\[.*\)/, '(…)')
    .slice(0, 120);

function tried(entry: Entry): Outcome {
  const found = lookUp(entry.name, entry.variant);
  const outcome: Outcome = {
    name: entry.name,
    variant: entry.variant,
    found: found?.name,
    equal: 0,
    refused: {},
    unequal: {},
    killed: false,
  };
  if (!found) return outcome;
  for (const sample of entry.samples) {
    try {
      const wrong = run(sample, found, entry.name);
      if (wrong === undefined) outcome.equal++;
      else outcome.unequal[wrong] = (outcome.unequal[wrong] ?? 0) + 1;
    } catch (error) {
      const reason = brief(error);
      outcome.refused[reason] = (outcome.refused[reason] ?? 0) + 1;
    }
  }
  return outcome;
}

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
for (const [i, entry] of entriesOf(folder).entries()) {
  if (i < Number(first)) continue;
  say({ start: i });
  say({ outcome: tried(entry) });
}
say({ done: true });
