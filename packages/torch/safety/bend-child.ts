// The calling half of bend.ts, in a process that a call may end. Every call is written down before it is made.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { camel } from '../src/engine/names.ts';
import * as torch from '../src/index.ts';
import { cases, type Packed, unpack } from '../sweep/run.ts';
import { bends } from './bends.ts';

// as: bend.ts wrote them
const [start, position, bend, last, step, log] = JSON.parse(process.argv[2]!) as [
  case_: number,
  position: number,
  bend: number,
  last: number,
  step: number,
  log: string,
];
const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with anything
const descriptor = openSync(log, 'w');
const foreign = new Set<string>();
const counts = { threw: 0, returned: 0 };

function differentiate(result: unknown): void {
  for (const value of Array.isArray(result) ? result : [result])
    if (value instanceof torch.Tensor && value.requiresGrad && value.gradFn)
      value.backward(torch.ones(value.shape).to(value.dtype), { retainGraph: true });
}

function made(build: () => unknown[] | undefined, name: string): void {
  let args: unknown[] | undefined;
  try {
    args = build();
  } catch {
    return; // there is no such tensor, a sparse one of no dimension for example
  }
  if (args === undefined) return;
  try {
    differentiate(table[camel(name)]!(...args));
    counts.returned++;
  } catch (error) {
    counts.threw++;
    if (!(error instanceof torch.TorchError)) foreign.add(`${name}: ${String(error).slice(0, 160)}`);
  }
}

const fresh = (options: Record<string, Packed>) =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), unpack(value)]));

let seen = 0;
for (let index = start; index < last; index++) {
  const one = cases[index]!;
  const keys = Object.keys(one.options ?? {});
  for (let at = index === start ? position : 0; at < one.args.length + keys.length; at++) {
    const key = keys[at - one.args.length];
    const packed = key === undefined ? one.args[at]! : one.options![key]!;
    const count = (() => {
      using _ = torch.scope();
      return bends(unpack(packed)).length;
    })();
    for (let b = index === start && at === position ? bend : 0; b < count; b++) {
      if (seen++ % step !== 0) continue;
      ftruncateSync(descriptor, 0);
      writeSync(descriptor, JSON.stringify([index, at, b, one.op]), 0);
      using _ = torch.scope();
      torch.manualSeed(0);
      made(() => {
        const bent = bends(unpack(packed))[b]!();
        const args = one.args.map((value, i) => (i === at ? bent : unpack(value)));
        if (one.options) args.push({ ...fresh(one.options), ...(key !== undefined && { [camel(key)]: bent }) });
        return args;
      }, one.op);
    }
  }
}
closeSync(descriptor);
process.stdout.write(`\n@@${JSON.stringify({ ...counts, foreign: [...foreign].slice(0, 20) })}\n`);
process.exit(0);
