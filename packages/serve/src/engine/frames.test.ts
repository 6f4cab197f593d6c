import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame, type Frame, FrameReader, frameKind } from './frames.ts';

const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255);
const sent = [
  encodeFrame(frameKind.infer, 1, { inputs: ['é'] }, [[bytes(5, 1), bytes(3, 2)], [bytes(11, 3)]]),
  encodeFrame(frameKind.ping, 2, null),
  encodeFrame(frameKind.result, 3, {}, [[bytes(70_000, 4)]]),
].flat();
const stream = Buffer.concat(sent);

function read(cuts: number[]): Frame[] {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  let from = 0;
  for (const to of [...cuts, stream.length]) {
    frames.push(...reader.push(stream.subarray(from, to)));
    from = to;
  }
  return frames;
}

test('frames come out whole wherever the stream is cut', () => {
  const whole = read([]);
  assert.deepEqual(
    whole.map(({ kind, id, meta }) => ({ kind, id, meta })),
    [
      { kind: frameKind.infer, id: 1, meta: { inputs: ['é'] } },
      { kind: frameKind.ping, id: 2, meta: null },
      { kind: frameKind.result, id: 3, meta: {} },
    ],
  );
  assert.deepEqual(whole[2]?.payload, bytes(70_000, 4));
  for (let cut = 1; cut < 120; cut++) assert.deepEqual(read([cut, cut + 7, cut + 200]), whole);
});

test('tensors start at multiples of eight', () => {
  const [first] = read([]);
  assert.equal(first?.payload.byteLength, 8 + 16);
  assert.deepEqual(first?.payload.subarray(8, 19), bytes(11, 3));
});

test('bytes that are no frame are refused', () => {
  assert.throws(() => [...new FrameReader().push(new Uint8Array(64).fill(255))], /not a frame/);
});
