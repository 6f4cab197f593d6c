import { faultLines, LIMITS, readBySchema } from '@capstan/base';
import * as z from 'zod';
import { ServeError } from './errors.ts';

const count = z.int().positive();

/** Options of `serve`. Durations are milliseconds. */
export const optionsSchema = z.strictObject({
  /** Folders by name, or one folder of models: `<name>/model.json` or `<name>/<version>/model.json`. */
  models: z.union([z.string().min(1), z.record(z.string().regex(/^[A-Za-z0-9][\w.-]{0,127}$/), z.string().min(1))]),
  /** Address to listen on: this machine alone unless said otherwise. Any other wants `apiKey`. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0: a free one. */
  port: z.int().min(0).max(65535).default(8080),
  /** Where the models run: 'cpu', 'cuda', 'cuda:1', 'mps'. */
  device: z.string().default('cpu'),
  /** Threads of each engine; the cores that there are unless said otherwise. */
  threads: count.optional(),
  /** Whether layers are folded and fused where the answers stay the same. */
  optimize: z.boolean().default(true),
  /** What to compute in. bfloat16 is several times faster on processors that have it; its answers differ in the third digit. */
  precision: z.enum(['float32', 'bfloat16']).default('float32'),
  /** Rows a batch may have. */
  maxBatch: count.max(4096).default(32),
  /** How long a batch that is not full may wait for more rows. */
  maxDelayMs: z.number().min(0).max(10_000).default(0),
  /** Rows that may wait; beyond, requests are refused with 429. A large request counts for one batch. */
  maxQueue: count.default(256),
  /** Bytes of a request's body; beyond, 413. */
  bodyLimit: count.max(2 ** 30).default(LIMITS.requestBytes),
  /** Bytes of all bodies that are held at one time, as they arrive; beyond, 429. */
  memoryLimit: count.default(512 * 2 ** 20),
  /** Rows of one request; beyond, or where they could not be computed in `requestTimeoutMs`, 413. */
  maxRows: count.default(65_536),
  /** Connections that may be open; beyond, those that wait for nothing are closed. */
  maxConnections: count.default(4096),
  /** Pixels a picture may have: as many as in training unless said otherwise. */
  maxPixels: count.optional(),
  /** How long a body may take to arrive, and then the answer to be computed; beyond, 408 and 504. */
  requestTimeoutMs: count.default(30_000),
  /** How long one batch may compute before the engine counts as hanging and is replaced. */
  engineTimeoutMs: count.default(60_000),
  /** How long a model may take to open. */
  startTimeoutMs: count.default(120_000),
  /** How long an engine may give no sign of life before it counts as hanging, idle or busy; stopped by a signal, a quarter of that. After twice that it is replaced. */
  heartbeatMs: count.default(2000),
  /** How long `close` waits for requests that were accepted. */
  drainTimeoutMs: count.default(30_000),
  /** NaN and infinity in inputs. */
  nonFinite: z.enum(['refuse', 'allow']).default('refuse'),
  /** When given, every route but the health checks and the page wants `Authorization: Bearer <key>`. See `generateApiKey`. */
  apiKey: z.string().min(32).optional(),
  /** Names, besides this machine's own, that a server without a key is called by: behind a proxy, for instance. */
  allowedHosts: z.array(z.string().min(1)).default([]),
  /** Lines as JSON on standard error. */
  log: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
});

export type ServeOptions = z.input<typeof optionsSchema>;
export type Settings = z.output<typeof optionsSchema>;

export function parseOptions(options: ServeOptions): Settings {
  return readBySchema(optionsSchema, options, (faults) => {
    return new ServeError('options-invalid', `these options of serve() do not fit:\n${faultLines(faults, 'options')}`, {
      fields: { faults },
    });
  });
}
