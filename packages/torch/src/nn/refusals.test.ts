// What PyTorch's Python layer refuses is refused here, and what it takes is taken: fixtures/refusals.json, recorded by
// tools/record/record_refusals.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type DType, F, full, nn, type Tensor, TorchError } from '../index.ts';

interface Case {
  kind: 'function' | 'module';
  name: string;
  args: unknown[];
  options: Record<string, unknown>;
  call?: unknown[] | null;
  train?: boolean;
  refused: string | null;
}

// as: written by record_refusals.py
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/refusals.json', import.meta.url), 'utf8')) as {
  torch: string;
  cases: Case[];
};

function build(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(build);
  if (typeof value !== 'object' || value === null) return value;
  const { $tensor: shape, fill, dtype } = value as { $tensor: number[]; fill: number; dtype: DType }; // as: the only records
  return full(shape, fill, { dtype });
}

function run({ kind, name, args, options, call, train }: Case): void {
  const given = args.map(build);
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, build(value)]));
  if (Object.keys(named).length > 0) given.push(named);
  if (kind === 'function') {
    const functions = F as unknown as Record<string, (...args: unknown[]) => unknown>; // as: by name
    functions[name]!(...given);
    return;
  }
  const modules = nn as unknown as Record<string, new (...args: unknown[]) => nn.Module<Tensor[], unknown>>; // as: by name
  const module = new modules[name]!(...given);
  module.train(train);
  if (call) module(...(call.map(build) as Tensor[])); // as: tensors only
}

const title = ({ name, args, options, call, train }: Case) =>
  `${name}(${[...args, options].map((each) => JSON.stringify(each)).join(', ')})${call ? ` of ${JSON.stringify(call)}${train ? '' : ' after eval()'}` : ''}`;

test(`${recorded.cases.length} calls are refused or taken as by PyTorch ${recorded.torch}`, async (t) => {
  for (const each of recorded.cases)
    await t.test(title(each), () => {
      if (each.refused === null) run(each);
      else assert.throws(() => run(each), TorchError, `PyTorch: ${each.refused}`);
    });
});
