// The calls that ended a process, here and in Python (fixtures/crashes.json, with how each ended): all are errors now.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { camel } from '../src/engine/names.ts';
import * as torch from '../src/index.ts';
import { decoder, type Encoded } from './calls.ts';

// as: written by fuzz.ts and crashes.py
const crashes = JSON.parse(readFileSync(new URL('../fixtures/crashes.json', import.meta.url), 'utf8')) as {
  op: string;
  args: Encoded[];
  end: string;
  python: string;
}[];

test(`${crashes.length} calls that end Python are errors here`, () => {
  const decode = decoder(torch);
  const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with anything
  assert(crashes.filter(({ python }) => python.startsWith('SIG')).length > 30);
  for (const { op, args } of crashes) {
    using _ = torch.scope();
    const call = () => table[camel(op)]!(...args.map(decode));
    assert.throws(call, (error) => error instanceof torch.TorchError && error.message.length > 10, op);
  }
});
