import { createHash } from 'node:crypto';
import { constants, createReadStream, ftruncateSync, writeFileSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
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
  /** Milliseconds without a connection, an answer or a byte after which a try counts as broken. Default 30,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Bytes that have come, of how many where the server says so; `waiting` is why the next try comes only now. */
  onProgress?: (progress: FetchProgress) => void;
  /** Whether what came stays for the next try when this fails; the error says so. Default true. */
  keeps?: boolean;
};

export type FetchProgress = { done: number; total: number | undefined; unit: 'bytes'; waiting?: string };

/**
 * Downloads a file: goes on where it was cut (HTTP Range with the same ETag), checks length and SHA-256, and puts it in its
 * place whole. A file that is there with the right checksum is not downloaded again; a partial one beside it is continued.
 *
 * @throws {DataError} download-failed, checksum-mismatch — where the server refuses, or gives up, or what came is not what was expected
 * @example await fetchFile('https://example.org/rows.parquet', 'rows.parquet', { sha256: '9f86d0…' });
 */
export async function fetchFile(url: string, path: string, options: FetchOptions = {}): Promise<void> {
  const { sha256, retries = 5, signal, keeps = true } = options;
  if (sha256 && (await sha256Of(path)) === sha256.toLowerCase()) return;
  const draft = `${path}.part`;
  const state: State = { etag: await etagOf(draft), total: undefined };
  // Of which version the bytes are is not known: they may not be mixed with those of another, but where a checksum would tell.
  if (state.etag === undefined && sha256 === undefined) await rm(draft, { force: true });
  for (let failed = 0; ; ) {
    const before = await sizeOf(draft);
    try {
      await download(url, draft, before, state, options);
      break;
    } catch (error) {
      if (error instanceof DataError || signal?.aborted) throw error;
      const got = await sizeOf(draft);
      failed = got > before ? 0 : failed + 1; // counts only what brought nothing
      const { reason, hint, isFinal } = whyBroken(error, url, options.timeoutMs ?? TIMEOUT_MS);
      if (failed > retries || isFinal) {
        if (got === 0) await rm(draft, { force: true });
        const tries = failed > 1 ? `, ${failed} times in a row` : '';
        throw new DataError('download-failed', `${reason}${tries}`, {
          file: shown(url),
          hint:
            got > 0 && keeps
              ? `${hint}. The ${got.toLocaleString('en')} bytes that came are kept: the next try goes on from there`
              : hint,
          cause: error,
        });
      }
      options.onProgress?.({ done: got, total: state.total, unit: 'bytes', waiting: reason });
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
  await rm(`${draft}.json`, { force: true });
  syncFolder(dirname(path));
}

/** Default of `timeoutMs`. */
const TIMEOUT_MS = 30_000;

/** Why a try brought nothing, in plain words; final where another would be the same. */
function whyBroken(error: unknown, url: string, timeoutMs: number): { reason: string; hint: string; isFinal: boolean } {
  const { host, protocol } = new URL(url);
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const again = 'Look at the network, then try again';
  if (code === 'ENOTFOUND')
    return {
      reason: `there is no host ${host}`,
      hint: 'See whether the address is right, and the network there',
      isFinal: true,
    };
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code))
    return {
      reason: `the certificate of ${host} can't be trusted`,
      hint: 'See whether the address is right; a certificate of your own is named by NODE_EXTRA_CA_CERTS',
      isFinal: true,
    };
  if (code === 'EAI_AGAIN')
    return { reason: `the address of ${host} could not be looked up`, hint: again, isFinal: false };
  if (code === 'ECONNREFUSED')
    return {
      reason: `${host} takes no connection`,
      hint: 'See whether the server runs and the port is right',
      isFinal: false,
    };
  if (/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return {
      reason: `no connection to ${host} came about`,
      hint: `${again}; behind a proxy set NODE_USE_ENV_PROXY=1 and ${protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'}`,
      isFinal: false,
    };
  if (error instanceof Error && error.name === 'AbortError')
    return { reason: `nothing came from ${host} for ${timeoutMs / 1000} s`, hint: again, isFinal: false };
  const own = error instanceof Broken ? error.message : 'the connection broke';
  return { reason: own, hint: again, isFinal: false };
}

/** A try that failed for a reason that can be said. */
class Broken extends Error {}

type State = { etag: string | undefined; total: number | undefined };

async function download(url: string, draft: string, have: number, state: State, options: FetchOptions): Promise<void> {
  const { headers = {}, timeoutMs = TIMEOUT_MS, signal } = options;
  const silence = new AbortController();
  const abort = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  let timer = setTimeout(() => silence.abort(), timeoutMs);
  try {
    await using file = await open(draft, constants.O_RDWR | constants.O_CREAT);
    const range = have > 0 ? { range: `bytes=${have}-`, ...(state.etag ? { 'if-range': state.etag } : {}) } : {};
    const answer = await fetch(url, {
      headers: { 'accept-encoding': 'identity', ...headers, ...range },
      signal: abort,
    });
    if (answer.status === 416 && have > 0 && state.total === undefined) {
      const total = Number(answer.headers.get('content-range')?.match(/\/(\d+)$/)?.[1]);
      if (total === have) return; // all of it came the last time
      await rm(draft, { force: true });
      throw new Broken('the partial file does not fit');
    }
    if (answer.status >= 500 || answer.status === 429) throw new Broken(`the server answered ${answer.status}`);
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
    // At once: what a server sent before it broke off is lost when nobody reads it.
    if (!resumed) {
      ftruncateSync(file.fd, 0);
      writeFileSync(`${draft}.json`, JSON.stringify({ etag: state.etag ?? null }));
    }
    let at = start;
    for await (const chunk of answer.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), timeoutMs);
      await file.write(chunk, 0, chunk.length, at);
      at += chunk.length;
      options.onProgress?.({ done: at, total: state.total, unit: 'bytes' });
    }
    if (state.total !== undefined && at !== state.total)
      throw new Broken(`the connection broke at ${at} of ${state.total} bytes`);
    await file.sync();
  } finally {
    clearTimeout(timer);
  }
}

/** The version that a partial file is of, where the server said one. */
async function etagOf(draft: string): Promise<string | undefined> {
  try {
    const { etag }: { etag?: unknown } = JSON.parse(await readFile(`${draft}.json`, 'utf8'));
    return typeof etag === 'string' ? etag : undefined;
  } catch {
    return undefined; // nothing was begun
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
