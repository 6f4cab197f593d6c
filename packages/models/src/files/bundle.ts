import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonFault } from '@capstan/base';
import { hashFile, isDenied, syncFolder, writeSynced } from '@capstan/base/files';

import { load, save } from '@capstan/torch';
import { ModelError } from '../errors.ts';
import type { State } from './state.ts';

/** What vouches for a file of tensors: its name, its length and the SHA-256 of its bytes. */
export interface Seal {
  weights: string;
  bytes: number;
  sha256: string;
}

// A bundle is two files, `<tensors>` and `<header>`, of which the header holds the hash of the other. Both are written
// in full as `….next` and then renamed, tensors first. Stopped between the two renames, the old header doesn't fit the
// new tensors but `<header>.next` does, so a reader that looks at both always finds one whole pair.
const NEXT = '.next';

/**
 * Writes tensors and the JSON header that vouches for them, so that a crash, a full disk or a reader at any moment finds
 * either the whole old pair or the whole new one.
 * @throws {ModelError} disk-full — where there is no room
 * @throws {ModelError} write-failed — when the folder can't be written; the old pair stays
 * @example await writeBundle('best', { tensors: 'model.safetensors', header: 'model.json' }, state, (seal) => ({ ...card, ...seal }));
 */
export async function writeBundle(
  dir: string,
  files: { tensors: string; header: string },
  state: State,
  headerFor: (seal: Seal) => object,
): Promise<Seal> {
  const tensors = join(dir, files.tensors);
  const header = join(dir, files.header);
  try {
    await mkdir(dir, { recursive: true });
    const sha256 = await save(state, tensors + NEXT);
    const { size: bytes } = await stat(tensors + NEXT);
    const seal = { weights: files.tensors, bytes, sha256 };
    await writeSynced(header + NEXT, `${JSON.stringify(headerFor(seal), null, 2)}\n`);
    await rename(tensors + NEXT, tensors);
    await rename(header + NEXT, header);
    syncFolder(dir);
    return seal;
  } catch (error) {
    await discardUnfinished(tensors, header);
    throw writeFailure(dir, error);
  }
}

/**
 * Reads a bundle's header and, after its tensors were found to be the ones it vouches for, the tensors.
 * @param parse checks the header, which may have been written by anybody, and gives its seal.
 * @throws {ModelError} no-model, bad-card, weights-missing, weights-truncated, weights-changed — where there is none, the card is damaged, the weights are not there, the weights are cut short, or the weights have another hash
 */
export async function readBundle<H extends Seal>(
  dir: string,
  headerFile: string,
  parse: (json: unknown, path: string) => H,
): Promise<{ header: H; state: State }> {
  const header = await readHeader(join(dir, headerFile), parse);
  let fault = checkSeal(dir, header);
  if (fault) {
    const next = await readHeader(join(dir, headerFile + NEXT), parse).catch(() => undefined);
    if (next && !checkSeal(dir, next)) return { header: next, state: await loadTensors(join(dir, next.weights)) };
    throw fault;
  }
  const state = await loadTensors(join(dir, header.weights));
  // A writer may have replaced the file between the check and the read.
  fault = checkSeal(dir, header);
  if (fault) throw fault;
  return { header, state };
}

/** Reads a bundle's header alone. */
export async function readHeader<H>(path: string, parse: (json: unknown, path: string) => H): Promise<H> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ModelError(
      'no-model',
      isDenied(error)
        ? `${path} may not be read. Change its permissions, or copy the model to a folder of your own.`
        : `There is no ${path}. Give a folder that holds a saved model: model.json and its weights.`,
      { cause: error },
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError('bad-card', `${path} is not JSON (${jsonFault(text)}). Save the model again.`, {
      cause: error,
    });
  }
  return parse(json, path);
}

function checkSeal(dir: string, seal: Seal): ModelError | undefined {
  const path = join(dir, seal.weights);
  let found: { sha256: string; bytes: number };
  try {
    found = hashFile(path);
  } catch (error) {
    return new ModelError(
      'weights-missing',
      isDenied(error)
        ? `${path} may not be read. Change its permissions, or copy the model to a folder of your own.`
        : `${path} is missing or can't be read. Restore it from a copy, or train again.`,
      {
        cause: error,
      },
    );
  }
  if (found.bytes < seal.bytes) {
    return new ModelError(
      'weights-truncated',
      `${path} is cut short: ${found.bytes} of ${seal.bytes} bytes are there. Copy it again from where it came.`,
    );
  }
  if (found.sha256 !== seal.sha256) {
    return new ModelError(
      'weights-changed',
      `${path} is not the file that was saved: its SHA-256 is ${found.sha256}, expected ${seal.sha256}. Restore it from a copy.`,
    );
  }
  return undefined;
}

async function loadTensors(path: string): Promise<State> {
  try {
    return await load(path);
  } catch (error) {
    throw new ModelError('weights-unreadable', `${path} can't be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Removes what a failed write left, but not a header whose tensors have already taken their place. */
async function discardUnfinished(tensors: string, header: string): Promise<void> {
  const renamed = await stat(tensors + NEXT).then(
    () => false,
    () => true,
  );
  const headerWritten = await stat(header + NEXT).then(
    () => true,
    () => false,
  );
  await rm(tensors + NEXT, { force: true }).catch(() => {});
  if (!(renamed && headerWritten)) await rm(header + NEXT, { force: true }).catch(() => {});
}

function writeFailure(dir: string, error: unknown): ModelError {
  const full = systemCodes(error).some((code) => code === 'ENOSPC' || code === 'EDQUOT');
  const reason = error instanceof Error ? error.message : String(error);
  return full
    ? new ModelError(
        'disk-full',
        `The disk is full: nothing more fits into ${dir}. What was saved there before is whole. Free some space and go on.`,
        { cause: error },
      )
    : new ModelError('write-failed', `${dir} can't be written: ${reason}. What was saved there before is whole.`, {
        cause: error,
      });
}

/** The system's codes of an error and of what caused it. */
function systemCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...systemCodes(error.cause)];
}
