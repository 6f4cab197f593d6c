import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '../ledger.ts';

/**
 * Writes a run's metrics as a TensorBoard event file into `dir/<run id>/` and returns its path.
 *
 * @example
 * exportTensorBoard(ledger, 'k3f', 'runs/tensorboard');   // then: tensorboard --logdir runs/tensorboard
 */
export function exportTensorBoard(ledger: Ledger, idOrPrefix: string, dir: string): string {
  const run = ledger.run(idOrPrefix);
  const started = Date.parse(run.started) / 1000;
  // Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5 }
  const records = [frame(Buffer.concat([double(1, started), bytes(3, Buffer.from('brain.Event:2'))]))];
  for (const name of ledger.metricNames(run.id)) {
    const { steps, values, times } = ledger.metrics(run.id, name);
    for (const [i, step] of steps.entries()) {
      // Summary { repeated Value value = 1 }, Value { string tag = 1; float simple_value = 2 }
      const value = Buffer.concat([bytes(1, Buffer.from(name)), float(2, values[i]!)]);
      const event = [double(1, times[i]! / 1000), varint(2, step), bytes(5, bytes(1, value))];
      records.push(frame(Buffer.concat(event)));
    }
  }
  const folder = join(dir, run.id);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `events.out.tfevents.${Math.floor(started)}.capstan`);
  writeFileSync(path, Buffer.concat(records));
  return path;
}

/** A TFRecord: length, masked CRC of the length, data, masked CRC of the data. */
function frame(data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(data.length), 0);
  head.writeUInt32LE(maskedCrc(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc(data));
  return Buffer.concat([head, data, tail]);
}

// CRC-32C (Castagnoli), which Node does not have.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0x82f63b78 ^ (n >>> 1) : n >>> 1;
  return n;
});

function maskedCrc(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

// Protocol buffers: a field's number and wire type, then its value.
function tag(field: number, wire: number): Buffer {
  return Buffer.from([(field << 3) | wire]);
}

function number(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...out, rest]);
}

function varint(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, 0), number(value)]);
}

function bytes(field: number, data: Buffer): Buffer {
  return Buffer.concat([tag(field, 2), number(data.length), data]);
}

function double(field: number, value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), out]);
}

function float(field: number, value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeFloatLE(value);
  return Buffer.concat([tag(field, 5), out]);
}
