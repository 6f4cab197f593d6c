// Our side of train.ts: answers a line `go` with the seconds of one training, from typed array to model text.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Params, train } from '@capstan/trees';

const [path = '', rows = '0', columns = '0', settings = '{}', hash = ''] = process.argv.slice(2);
const bytes = readFileSync(path);
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const [n, width] = [Number(rows), Number(columns)];
const data = { values: values.subarray(0, n * width), rows: n };
const label = values.subarray(n * width);
const params: Params = JSON.parse(settings);
console.log('ready');
for await (const _ of createInterface({ input: process.stdin })) {
  const started = performance.now();
  using booster = await train({ data, label, params });
  const seconds = (performance.now() - started) / 1000;
  const text = booster.text.slice(0, booster.text.indexOf('\nparameters:'));
  writeFileSync(hash, createHash('sha256').update(text).digest('hex'));
  console.log(seconds);
}
