import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { syncFolder } from '@capstan/base/files';
import { DataError } from '../../errors.ts';

export type FetchOptions = {
  /** SHA-256 that the file must have; hexadecimal. */
  sha256?: string;
  headers?: Record<string, string>;
  /** Times that a broken connection is taken up again. Default 5. */
  retries?: number;
  /** Milliseconds without a byte after which a connection counts as broken. Default 30,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
};

/**
 * Downloads a file: goes on where it was cut (HTTP Range with the same ETag), checks length and SHA-256, and puts it in its
 * place whole. A file that is there with the right checksum is not downloaded again; a partial one beside it is continued.
 *
 * @throws {DataError} download-failed, checksum-mismatch — where the server refuses, or gives up, or what came is not what was expected
 * @example await fetchFile('https://example.org/rows.parquet', 'rows.parquet', { sha256: '9f86d0…' });
 */
export async function fetchFile(url: string, path: string, options: FetchOptions = {}): Promise<void> {
  const { sha256, retries = 5, signal } = options;
  if (sha256 && (await sha256Of(path)) === sha256.toLowerCase()) return;
  const draft = `${path}.part`;
  const state: State = { etag: undefined, total: undefined };
  for (let failed = 0; ; ) {
    const before = await sizeOf(draft);
    try {
      await download(url, draft, before, state, options);
      break;
    } catch (error) {
      if (error instanceof DataError || signal?.aborted) throw error;
      failed = (await sizeOf(draft)) > before ? 0 : failed + 1; // counts only what brought nothing
      if (failed > retries) {
        const got = await sizeOf(draft);
        throw new DataError('download-failed', `the connection broke ${failed} times in a row after ${got} bytes`, {
          file: shown(url),
          hint: 'What came is kept: the next try goes on from there',
          cause: error,
        });
      }
      await wait(Math.min(10_000, 100 * 2 ** failed), undefined, signal ? { signal } : {});
    }
  }
  const found = sha256 ? await sha256Of(draft) : undefined;
  if (sha256 && found !== sha256.toLowerCase()) {
    await rm(draft, { force: true });
    throw new DataError('checksum-mismatch', `its SHA-256 is ${found}, expected ${sha256.toLowerCase()}`, {
      file: shown(url),
      hint: 'It is another version, or was tampered with: ask where the checksum comes from',
    });
  }
  await rename(draft, path);
  syncFolder(dirname(path));
}

type State = { etag: string | undefined; total: number | undefined };

async function download(url: string, draft: string, have: number, state: State, options: FetchOptions): Promise<void> {
  const { headers = {}, timeoutMs = 30_000, signal } = options;
  const silence = new AbortController();
  const abort = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  let timer = setTimeout(() => silence.abort(), timeoutMs);
  try {
    const range = have > 0 ? { range: `bytes=${have}-`, ...(state.etag ? { 'if-range': state.etag } : {}) } : {};
    const answer = await fetch(url, {
      headers: { 'accept-encoding': 'identity', ...headers, ...range },
      signal: abort,
    });
    if (answer.status === 416 && have > 0 && state.total === undefined) {
      const total = Number(answer.headers.get('content-range')?.match(/\/(\d+)$/)?.[1]);
      if (total === have) return; // all of it came the last time
      await rm(draft, { force: true });
      throw new Error('the partial file does not fit');
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(`the server answered ${answer.status}`);
    if (!answer.ok) {
      throw new DataError('download-failed', `the server answered ${answer.status} ${answer.statusText}`, {
        file: shown(url),
        hint:
          answer.status === 404 ? 'See whether the address is right' : 'See whether it needs a login or other headers',
      });
    }
    const resumed = answer.status === 206;
    const start = resumed ? have : 0;
    const length = Number(answer.headers.get('content-length') ?? Number.NaN);
    state.etag = answer.headers.get('etag')?.replace(/^W\/.*/, '') || undefined; // a weak one says nothing of bytes
    state.total = Number.isFinite(length) ? start + length : undefined;
    await using file = await open(draft, resumed ? 'r+' : 'w');
    let at = start;
    for await (const chunk of answer.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), timeoutMs);
      await file.write(chunk, 0, chunk.length, at);
      at += chunk.length;
    }
    if (state.total !== undefined && at !== state.total) throw new Error(`cut at ${at} of ${state.total} bytes`);
    await file.sync();
  } finally {
    clearTimeout(timer);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** SHA-256 of a file's bytes; `undefined` where there is none. */
async function sha256Of(path: string): Promise<string | undefined> {
  if ((await sizeOf(path)) === 0) return undefined;
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) sum.update(chunk);
  return sum.digest('hex');
}

/** An address without password and signature. */
function shown(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
