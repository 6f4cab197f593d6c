// The calling half of fuzz.ts, in a process that a call may end. Every call is written down before it is made.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { FUNCTIONS } from '../generated/operators.ts';
import { camel } from '../src/engine/names.ts';
import { Operator } from '../src/engine/operator.ts';
import { REFUSED } from '../src/engine/refused.ts';
import * as torch from '../src/index.ts';
import { Draw, decoder } from './calls.ts';

// as: fuzz.ts wrote them
const [seed, first, last, reaching, log, skipped, only] = JSON.parse(process.argv[2]!) as [
  seed: number,
  first: number,
  last: number,
  reaching: boolean,
  log: string,
  skipped: string[],
  only: string,
];
const wanted = new RegExp(only);
const names = FUNCTIONS.split(' ').filter(
  (name) => !skipped.includes(name) && (!reaching || !REFUSED.has(name)) && wanted.test(name),
);
const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with anything
const decode = decoder(torch);
const operators = new Map(names.map((name) => [name, new Operator(name)]));
const descriptor = openSync(log, 'w');
const foreign = new Set<string>();
let threw = 0;
let returned = 0;

// Results that can be differentiated are: their backward meets what forward let through.
function differentiate(result: unknown): void {
  for (const value of Array.isArray(result) ? result : [result])
    if (value instanceof torch.Tensor && value.requiresGrad && value.gradFn)
      value.backward(torch.ones(value.shape).to(value.dtype), { retainGraph: true });
}

function call(name: string, args: unknown[]): void {
  try {
    differentiate(table[camel(name)]!(...args));
    returned++;
  } catch (error) {
    threw++;
    if (!(error instanceof torch.TorchError) && !(error instanceof RangeError && error.message === 'from a getter'))
      foreign.add(`${name}: ${String(error).slice(0, 160)}`);
  }
}

globalThis.gc?.();
const before = torch.memory();
for (let i = first; i < last; i++) {
  const draw = new Draw(seed, i);
  const name = draw.of(names);
  const args = reaching ? draw.right(operators.get(name)!.overloads) : draw.wrong();
  const line = JSON.stringify([i, name, args]);
  ftruncateSync(descriptor, 0);
  writeSync(descriptor, line, 0);
  using _ = torch.scope();
  call(name, args.map(decode));
}
closeSync(descriptor);
globalThis.gc?.();
const after = torch.memory();
const result = {
  threw,
  returned,
  leaked: after.tensors - before.tensors,
  bytes: after.bytes - before.bytes,
  foreign: [...foreign].slice(0, 20),
};
process.stdout.write(`\n@@${JSON.stringify(result)}\n`);
process.exit(0);
