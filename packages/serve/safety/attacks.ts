// What is done to the server while honest clients use it. Each attack goes on until its signal fires, and starts again
// wherever it is cut off.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Target = { host: string; port: number; model: string; bodyLimit: number; row: Buffer };

export interface Attack {
  readonly name: string;
  /** What it does, for the table. */
  readonly what: string;
  /** One connection's worth; called again and again, so many at one time. */
  readonly at: number;
  once(target: Target, signal: AbortSignal): Promise<void>;
}

const infer = (model: string) => `/v2/models/${model}/infer`;
const head = (path: string, ...lines: string[]) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('\r\n')}\r\n\r\n`;

/** A connection that is over when either side ends it, or the attack does. */
async function withSocket(
  { host, port }: Target,
  signal: AbortSignal,
  use: (socket: Socket, closed: AbortSignal) => Promise<void>,
): Promise<void> {
  const socket = connect(port, host);
  const closed = new AbortController();
  const over = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  void over.then(() => closed.abort());
  socket.on('error', () => {}); // being cut off is part of it
  socket.resume();
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await use(socket, closed.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
    await over;
  }
}

/** Writes, and waits until it is taken or the connection is over. */
async function put(socket: Socket, bytes: string | Uint8Array, closed: AbortSignal): Promise<void> {
  if (socket.destroyed || socket.write(bytes)) return;
  await new Promise<void>((resolve) => {
    socket.once('drain', resolve);
    closed.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** One byte a second. */
async function drip(socket: Socket, bytes: string, closed: AbortSignal): Promise<void> {
  while (!closed.aborted && !socket.destroyed) {
    await put(socket, bytes, closed);
    await sleep(1000, undefined, { signal: closed }).catch(() => {});
  }
}

/** Sends one request whole and waits for the answer, or for the end of the connection. */
const whole =
  (make: (target: Target) => [head: string, body: Uint8Array]) => async (target: Target, signal: AbortSignal) => {
    const [header, body] = make(target);
    await withSocket(target, signal, async (socket, closed) => {
      const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
      await put(socket, header, closed);
      await put(socket, body, closed);
      const gone = new Promise<void>((resolve) => closed.addEventListener('abort', () => resolve(), { once: true }));
      if (!closed.aborted) await Promise.race([answered, gone]);
    });
  };

const fill = (bytes: number, text: string) => Buffer.alloc(bytes, text);

/** A body of JSON, sent whole. */
const json = (make: (bytes: number) => Buffer) =>
  whole(({ model, bodyLimit }) => {
    const body = make(bodyLimit - 1024);
    return [head(infer(model), 'Content-Type: application/json', `Content-Length: ${body.length}`), body];
  });

export const attacks: readonly Attack[] = [
  {
    name: 'slow',
    what: 'announces a body of the largest size and sends a byte a second',
    at: 64,
    once: (target, signal) =>
      withSocket(target, signal, async (socket, closed) => {
        await put(socket, head(infer(target.model), `Content-Length: ${target.bodyLimit}`), closed);
        await drip(socket, 'x', closed);
      }),
  },
  {
    name: 'slow-headers',
    what: 'sends a byte of a header a second',
    at: 64,
    once: (target, signal) =>
      withSocket(target, signal, async (socket, closed) => {
        await put(socket, `POST ${infer(target.model)} HTTP/1.1\r\nHost: localhost\r\nX-Slow: `, closed);
        await drip(socket, 'x', closed);
      }),
  },
  {
    name: 'silent',
    what: 'connects and says nothing',
    at: 1500,
    once: (target, signal) =>
      withSocket(target, signal, async (_socket, closed) => {
        await sleep(20_000, undefined, { signal: closed }).catch(() => {});
      }),
  },
  {
    name: 'chunked',
    what: 'sends a body in chunks of one byte',
    at: 8,
    once: (target, signal) =>
      withSocket(target, signal, async (socket, closed) => {
        await put(socket, head(infer(target.model), 'Transfer-Encoding: chunked'), closed);
        const block = fill(120_000, '1\r\nx\r\n');
        while (!closed.aborted) await put(socket, block, closed);
      }),
  },
  {
    name: 'many-part',
    what: 'sends a form of some hundred thousand parts',
    at: 4,
    once: whole(({ bodyLimit, model }) => {
      const part = '--X\r\nContent-Disposition: form-data; name="i"\r\n\r\nz\r\n';
      const body = Buffer.concat([
        fill(Math.floor((bodyLimit - 100) / part.length) * part.length, part),
        Buffer.from('--X--\r\n'),
      ]);
      const type = 'Content-Type: multipart/form-data; boundary=X';
      return [head(`/predict?model=${model}`, type, `Content-Length: ${body.length}`), body];
    }),
  },
  {
    name: 'deep',
    what: 'sends lists within lists, as deep as they fit',
    at: 4,
    once: json((bytes) => fill(bytes, '[')),
  },
  {
    name: 'objects',
    what: 'sends millions of empty objects',
    at: 4,
    once: json((bytes) => Buffer.concat([Buffer.from('{"inputs":['), fill(bytes - 100, '{},'), Buffer.from('{}]}')])),
  },
  {
    name: 'numbers',
    what: 'sends as many numbers in JSON as are read',
    at: 4,
    once: json((bytes) => {
      const start = '{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[';
      return Buffer.concat([Buffer.from(start), fill(bytes - 100, '0.123,'), Buffer.from('0]}]}')]);
    }),
  },
  {
    name: 'huge',
    what: 'sends as many rows as fit, in binary',
    at: 4,
    once: whole(({ model, bodyLimit, row }) => {
      const rows = Math.floor((bodyLimit - 1024) / row.length);
      return binary(model, row, rows);
    }),
  },
  {
    name: 'large',
    what: 'sends five hundred rows at a time, which are computed',
    at: 4,
    once: whole(({ model, row }) => binary(model, row, 500)),
  },
];

function binary(model: string, row: Buffer, rows: number): [string, Uint8Array] {
  const tail = Buffer.alloc(rows * row.length, row);
  const shape = [rows, 1, 28, 28];
  const inputs = [{ name: 'input', shape, datatype: 'FP32', parameters: { binary_data_size: tail.length } }];
  const start = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  const lines = [`Inference-Header-Content-Length: ${start.length}`, `Content-Length: ${start.length + tail.length}`];
  return [head(infer(model), ...lines), Buffer.concat([start, tail])];
}

/** Runs an attack until its signal fires; gives how often it began. */
export async function attack({ at, once }: Attack, target: Target, signal: AbortSignal): Promise<number> {
  let begun = 0;
  const one = async () => {
    while (!signal.aborted) {
      begun++;
      await once(target, signal);
      await sleep(10); // a server that is gone refuses at once
    }
  };
  await Promise.all(Array.from({ length: at }, one));
  return begun;
}
