// One engine process: opens one model and answers frames on file descriptor 3, one after the other, until it closes.
// Reads and writes block on purpose: nothing else happens here, and it is the fastest way (see frames.ts).
import { readSync, writevSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { bytesPerElement, elements, type TensorSpec } from '../protocol/datatypes.ts';
import { decodePrelude, encodeFrame, frameKind, PRELUDE_BYTES } from './frames.ts';
import { cutPayload, type EngineOptions, type FailureMeta, type Hello, type ResultMeta } from './messages.ts';
import { PAYLOAD_FD } from './payload-file.ts';
import type { Runner } from './runner.ts';

const CHANNEL = 3;

// The terminal's Ctrl-C and a service manager's SIGTERM reach the whole process group. The HTTP process decides when an
// engine ends, by closing the channel: requests that were accepted are still answered.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

const pulse = new Worker(new URL('./pulse/pulse-thread.ts', import.meta.url), { stdout: false });
pulse.on('error', () => process.exit(1)); // without it the server would take this process for dead

let payload = new Uint8Array(1 << 20);

function fill(target: Uint8Array, count: number): void {
  let have = 0;
  while (have < count) {
    const read = retry(() => readSync(CHANNEL, target, have, count - have, null));
    if (read === 0) process.exit(0); // the HTTP process is gone or wants us gone
    have += read;
  }
}

function send(pieces: Uint8Array[]): void {
  let rest = pieces.filter((piece) => piece.byteLength > 0);
  while (rest.length > 0) {
    let written = retry(() => writevSync(CHANNEL, rest.slice(0, 512)));
    rest = rest.flatMap((piece) => {
      const done = Math.min(written, piece.byteLength);
      written -= done;
      return done === piece.byteLength ? [] : [piece.subarray(done)];
    });
  }
}

function retry(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE' || code === 'ECONNRESET') process.exit(0);
      if (code !== 'EINTR' && code !== 'EAGAIN') throw error;
    }
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function open(): Promise<Runner> {
  try {
    const options = JSON.parse(process.argv[2] ?? '') as EngineOptions; // written by engine.ts
    const { openRunner } = await import('./runner.ts');
    const runner = await openRunner(options);
    send(encodeFrame(frameKind.hello, 0, runner.hello));
    return runner;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'model-unloadable';
    send(encodeFrame(frameKind.hello, 0, { ok: false, code, message: describe(error) } satisfies Hello));
    process.exit(1);
  }
}

function answer(runner: Runner): void {
  const head = new Uint8Array(PRELUDE_BYTES);
  fill(head, PRELUDE_BYTES);
  const { kind, id, metaBytes, payloadBytes, isInFile } = decodePrelude(head);
  const meta = new Uint8Array(metaBytes);
  fill(meta, metaBytes);
  if (payload.byteLength < payloadBytes) payload = new Uint8Array(payloadBytes);
  if (!isInFile) fill(payload, payloadBytes);
  else if (readSync(PAYLOAD_FD, payload, 0, payloadBytes, 0) !== payloadBytes)
    throw new Error('a payload is cut short');
  try {
    if (kind === frameKind.ping) {
      runner.check();
      send(encodeFrame(frameKind.pong, id, null));
      return;
    }
    const { inputs } = JSON.parse(new TextDecoder().decode(meta)) as { inputs: TensorSpec[] }; // written by engine.ts
    const start = performance.now();
    const outputs = runner.run(
      cutPayload(inputs, payload, (spec) => elements(spec.shape)! * bytesPerElement(spec.datatype)),
    );
    const specs = outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
    const result: ResultMeta = { outputs: specs, millis: performance.now() - start, hash: runner.hello.hash };
    send(
      encodeFrame(
        frameKind.result,
        id,
        result,
        outputs.map(({ bytes }) => [bytes]),
      ),
    );
  } catch (error) {
    send(encodeFrame(frameKind.failure, id, { message: describe(error) } satisfies FailureMeta));
  }
}

const runner = await open();
for (;;) {
  answer(runner);
  await turn(); // lets finalizers and signals through
}
