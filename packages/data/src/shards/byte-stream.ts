import { createReadStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { DataError } from '../errors.ts';
import { type S3Options, s3Request } from '../table/remote/s3.ts';

export type StreamOptions = {
  /** For `https://` addresses. */
  headers?: Record<string, string>;
  /** For `s3://` addresses; default the usual environment variables. */
  s3?: S3Options;
  /** Times in a row that a broken connection is taken up again; default 5. */
  retries?: number;
  /** Milliseconds without a byte after which a connection counts as broken; default 30,000. */
  timeoutMs?: number;
};

/**
 * The bytes of a file, or of an `https://` or `s3://` address: a connection that breaks is taken up where it broke.
 *
 * @throws {DataError} source-lost — when the server stays away
 * @throws {DataError} source-changed — when it has another file by then
 * @throws {DataError} download-failed — when it refuses; what the file system says of files
 */
export function byteStream(path: string, options: StreamOptions = {}): AsyncIterable<Buffer> {
  if (/^(https?|s3):\/\//i.test(path)) return remote(path, options);
  return createReadStream(path, { highWaterMark: 1 << 18 });
}

async function* remote(address: string, options: StreamOptions): AsyncGenerator<Buffer> {
  const { retries = 5, timeoutMs = 30_000 } = options;
  let at = 0;
  let etag: string | undefined;
  for (let failed = 0; ; ) {
    const before = at;
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), timeoutMs);
    try {
      const answer = await ask(address, at, etag, silence.signal, options);
      if (!answer) return; // all of it had come
      const found = answer.headers.get('etag') ?? undefined;
      if (at > 0 && etag !== undefined && found !== etag) {
        throw new DataError('source-changed', 'it is another file now', { file: address, hint: 'Start it anew' });
      }
      etag = found;
      let skip = answer.status === 206 ? 0 : at; // a server without ranges begins again
      const length = Number(answer.headers.get('content-length') ?? Number.NaN);
      const end = (answer.status === 206 ? at : 0) + length;
      for await (const piece of answer.body ?? []) {
        clearTimeout(timer);
        const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).subarray(skip);
        skip -= piece.byteLength - chunk.length;
        at += chunk.length;
        if (chunk.length > 0) yield chunk;
        timer = setTimeout(() => silence.abort(), timeoutMs); // whoever takes the bytes may take their time
      }
      if (at < end) throw new Error(`cut at ${at} of ${end} bytes`);
      return;
    } catch (cause) {
      if (cause instanceof DataError) throw cause;
      failed = at > before ? 1 : failed + 1; // counts what brought nothing
      if (failed > retries) {
        throw new DataError('source-lost', `the server went away after ${at} bytes`, {
          file: address,
          hint: 'What was read before counts: when the server is back, resume from the state',
          cause,
        });
      }
      await wait(Math.min(10_000, 50 * 2 ** failed));
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }
}

async function ask(
  address: string,
  at: number,
  etag: string | undefined,
  signal: AbortSignal,
  options: StreamOptions,
): Promise<Response | undefined> {
  const request = /^s3:/i.test(address)
    ? s3Request(address, options.s3)
    : { url: address, headers: options.headers ?? {} };
  const range =
    at > 0 ? { range: `bytes=${at}-`, ...(etag && !etag.startsWith('W/') ? { 'if-range': etag } : {}) } : {};
  const headers = { 'accept-encoding': 'identity', ...request.headers, ...range };
  const answer = await fetch(request.url, { headers, signal });
  if (answer.status === 416 && at > 0) return undefined;
  if (answer.status >= 500 || answer.status === 429) throw new Error(`the server answered ${answer.status}`);
  if (answer.ok) return answer;
  throw new DataError('download-failed', `the server answered ${answer.status} ${answer.statusText}`, {
    file: address,
    hint: answer.status === 404 ? 'See whether the address is right' : 'See whether it needs a login or other headers',
  });
}
