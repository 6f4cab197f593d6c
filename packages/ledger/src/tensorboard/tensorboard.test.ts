import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLedger } from '../ledger.ts';
import { START, temporaryFolder } from '../testing.ts';
import { exportTensorBoard } from './tensorboard.ts';

test('an event file holds the version and every point, each record with its length', (t) => {
  const folder = temporaryFolder(t);
  using ledger = openLedger(join(folder, 'ledger.db'));
  const run = ledger.start(START);
  run.log(1, { loss: 0.5 });
  run.log(300, { loss: 0.25 });
  run.finish();
  const data = readFileSync(exportTensorBoard(ledger, run.id, join(folder, 'tb')));
  const records: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const length = Number(data.readBigUInt64LE(at));
    records.push(data.subarray(at + 12, at + 12 + length));
    at += 16 + length;
  }
  assert.equal(records.length, 3);
  assert.equal(records[0]!.subarray(9).toString('hex'), `1a0d${Buffer.from('brain.Event:2').toString('hex')}`);
  // step = 300, summary { value { tag = "loss", simple_value = 0.25 } }, as protoc writes them
  assert.equal(records[2]!.subarray(9).toString('hex'), '10ac022a0d0a0b0a046c6f7373150000803e');
  // The masked CRC-32C that TensorFlow writes for a length of 24.
  const head = Buffer.from('1800000000000000a37f4b22', 'hex');
  const known = records.findIndex((record) => record.length === 24);
  assert.ok(known >= 0);
  assert.ok(data.includes(head), 'length and its checksum');
});
