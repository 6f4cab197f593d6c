// A Float32Array of 64 MiB to a tensor and back, counted in copies: a copy of 64 MiB is the unit.
//   node bench/torch/transfer.ts
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fromTypedArray } from '@capstan/torch';
import { median } from '../pair.ts';

const LENGTH = (64 << 20) / 4;
const ROUNDS = 21;
const times = {
  copy: [] as number[],
  'in, transferred': [] as number[],
  'in, shared': [] as number[],
  out: [] as number[],
};

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

function time(name: keyof typeof times, body: () => void): void {
  collect(); // the arrays of earlier rounds, or their end is timed
  const start = process.hrtime.bigint();
  body();
  times[name].push(Number(process.hrtime.bigint() - start) / 1e6);
}

const shared = new Float32Array(new SharedArrayBuffer(4 * LENGTH)).fill(1);
for (let round = 0; round < ROUNDS; round++) {
  const array = new Float32Array(LENGTH).fill(round);
  time('copy', () => array.slice());
  let tensor = fromTypedArray(shared);
  tensor.dispose();
  time('in, shared', () => {
    tensor = fromTypedArray(shared);
  });
  tensor.dispose();
  time('in, transferred', () => {
    tensor = fromTypedArray(array, [LENGTH], { transfer: true });
  });
  time('out', () => tensor.data());
  if (tensor.data()[LENGTH - 1] !== round) throw new Error('the elements are not those that were given');
  tensor.dispose();
}

const unit = median(times.copy);
for (const [name, values] of Object.entries(times))
  console.log(
    `${name.padEnd(16)} ${median(values).toFixed(3).padStart(8)} ms  ${(median(values) / unit).toFixed(3)} copies`,
  );
