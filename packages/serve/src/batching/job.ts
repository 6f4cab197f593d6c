import { ServeError } from '../errors.ts';
import type { WireTensor } from '../protocol/datatypes.ts';

/** An answer and what it took, in milliseconds; `hash` is that of the model that computed it. */
export type Answer = { outputs: WireTensor[]; queueMillis: number; inferMillis: number; hash: string };

/** Whose request it is, until when it is wanted, and what says that nobody wants it any more. */
export type SubmitOptions = {
  /** Milliseconds from now. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Whoever shares a name shares a turn: the address that a request comes from. */
  client?: string | undefined;
};

/** A request in the queue. */
export type Job = {
  readonly inputs: readonly WireTensor[];
  readonly rows: number;
  readonly bytes: number;
  /** Only requests of one signature can share a batch. */
  readonly signature: string;
  readonly client: string;
  readonly arrived: number;
  /** Rows handed to the engine so far, and rows answered. */
  taken: number;
  done: number;
  /** After a failed batch every request in it is tried alone, so that a bad one fails alone. */
  solo: boolean;
  ended: boolean;
  queueMillis: number;
  inferMillis: number;
  hash: string;
  outputs: WireTensor[];
  resolve(answer: Answer): void;
  reject(error: unknown): void;
};

/** Rows of one request within a batch. */
export type Segment = { job: Job; from: number; rows: number };

/** A request with its promise; `end` is called when its time is up or nobody waits any more. */
export function createJob(
  inputs: readonly WireTensor[],
  rows: number,
  { timeoutMs, signal, client = '' }: SubmitOptions,
  end: (job: Job, error: ServeError) => void,
): { job: Job; answer: Promise<Answer> } {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const late = () => end(job, new ServeError('deadline-exceeded', `no answer within ${Math.round(timeoutMs)} ms`));
  const timer = setTimeout(late, timeoutMs);
  const cancel = () => end(job, new ServeError('cancelled', 'the client went away'));
  const settle =
    <T>(how: (value: T) => void) =>
    (value: T) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      how(value);
    };
  const job: Job = {
    inputs,
    rows,
    bytes: sizeOf(inputs),
    signature: inputs.map(({ datatype, shape }) => `${datatype}:${shape.slice(1).join('x')}`).join(';'),
    client,
    arrived: performance.now(),
    taken: 0,
    done: 0,
    solo: false,
    ended: false,
    queueMillis: 0,
    inferMillis: 0,
    hash: '',
    outputs: [],
    resolve: settle(resolve),
    reject: settle(reject),
  };
  signal?.addEventListener('abort', cancel);
  return { job, answer: promise };
}

export const sizeOf = (inputs: readonly WireTensor[]) => inputs.reduce((sum, input) => sum + input.bytes.byteLength, 0);
