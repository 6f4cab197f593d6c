// The process of the trees. Orders come on its standard input, answers go out on file descriptor 3. Everything here is
// synchronous: nobody waits on this process's event loop, and it ends when its input does.
import { readSync, writeSync } from 'node:fs';
import { Dataset, valuesOf } from './dataset.ts';
import { type Answer, head, type Order, type PredictKind } from './frames.ts';
import { type Handle, openLibrary, textOf } from './library.ts';
import { trainByFolds, trainRounds } from './training.ts';

const KINDS: Record<PredictKind, number> = { value: 0, raw: 1, leaf: 2, contributions: 3 };
const TYPES = { float32: 0, float64: 1 };

/** Rounds are told of this often at most, in milliseconds. */
const PACE = 50;

const library = openLibrary(process.argv[2]!, process.argv.slice(3));
const sets = new Map<number, Dataset>();
let model: Handle;
let told = 0;

/** What failed of orders that get no answer; the next answer says it. */
let fault: string | undefined;

for (;;) {
  const lengths = read(8);
  if (!lengths) break;
  const order: Order = JSON.parse(whole(lengths.readUInt32LE(0)).toString());
  const payload = whole(lengths.readUInt32LE(4));
  try {
    if (fault === undefined) obey(order, payload);
    else if (isAnswered(order)) {
      answer({ error: fault });
      fault = undefined;
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (isAnswered(order)) answer({ error: words });
    else fault = words;
  }
}

function isAnswered(order: Order): boolean {
  return order.op !== 'sample' && order.op !== 'rows' && order.op !== 'field';
}

function obey(order: Order, payload: Buffer): void {
  switch (order.op) {
    case 'dataset': {
      const reference = order.reference === undefined ? undefined : sets.get(order.reference)!;
      const set = new Dataset(library, order, reference);
      sets.set(order.id, set);
      answer({ ok: true }, reference ? undefined : set.sampleRows());
      return;
    }
    case 'sample':
      sets.get(order.id)!.addSample(payload, order.count);
      return;
    case 'rows':
      sets.get(order.id)!.push(payload, order.count);
      return;
    case 'field':
      sets.get(order.id)!.setField(order.name, payload);
      return;
    case 'finish':
      answer({ ok: true });
      return;
    case 'train': {
      const { folds } = order;
      const { text, bestRound, history } =
        folds === undefined
          ? trainRounds(library, order, sets, tell)
          : trainByFolds(library, { ...order, folds }, int32(payload), sets, tell);
      answer({ ok: true, bestRound, history }, text);
      return;
    }
    case 'model': {
      const out = [null];
      library.BoosterLoadModelFromString(payload.toString(), [0], out);
      if (model) library.BoosterFree(model);
      model = out[0];
      answer({ ok: true });
      return;
    }
    case 'predict':
      answer({ ok: true }, predict(order, payload));
      return;
    case 'dump':
      answer(
        { ok: true },
        textOf((room, length, text) => library.BoosterDumpModel(model, 0, -1, 0, room, length, text)),
      );
  }
}

function predict(order: Extract<Order, { op: 'predict' }>, payload: Buffer): Float64Array {
  const { count, columns, start, rounds, params, type } = order;
  const kind = KINDS[order.kind];
  const length: [number] = [0];
  library.BoosterCalcNumPredict(model, count, kind, start, rounds, length);
  const result = new Float64Array(Math.max(length[0], 16));
  const values = valuesOf(payload, type);
  library.BoosterPredictForMat(
    model,
    values,
    TYPES[type],
    count,
    columns,
    1,
    kind,
    start,
    rounds,
    params,
    length,
    result,
  );
  return result.subarray(0, length[0]);
}

function tell(round: number, metrics: Record<string, number>): void {
  const now = performance.now();
  if (now - told < PACE) return;
  told = now;
  answer({ round, metrics });
}

function answer(said: Answer, payload: ArrayBufferView = new Uint8Array(0)): void {
  write(head(said, payload.byteLength));
  write(new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength));
}

function int32(payload: Buffer): Int32Array {
  return new Int32Array(new Uint8Array(payload).buffer);
}

/** Exactly as many bytes, or nothing where the input has ended. */
function read(count: number): Buffer | undefined {
  const bytes = Buffer.allocUnsafeSlow(count);
  for (let at = 0; at < count; ) {
    const got = patiently(() => readSync(0, bytes, at, count - at, null));
    if (got === 0) return undefined;
    at += got;
  }
  return bytes;
}

function whole(count: number): Buffer {
  const bytes = read(count);
  if (!bytes) process.exit(0); // whoever asked is gone
  return bytes;
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(3, bytes, at));
}

/** Some systems' pipes say EAGAIN where others wait, and Windows says EOF as an error. */
function patiently(step: () => number): number {
  for (;;) {
    try {
      return step();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException; // as: fs throws nothing else
      if (code === 'EOF') return 0;
      if (code === 'EPIPE') process.exit(0); // whoever asked is gone
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
