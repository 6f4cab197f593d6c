import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jsonFault } from '@capstan/base';
import type { nn } from '@capstan/torch';
import { loadSync } from '@capstan/torch';
import { z } from 'zod';
import { ModelError } from '../errors.ts';
import { readGgufFile } from './gguf/gguf-file.ts';
import { readTorchFile } from './pickle/torch-file.ts';
import type { State } from './state.ts';

/** Keys of each kind that an error names. */
const SHOWN = 6;

/**
 * Reads a file of weights: safetensors, the index of several (`model.safetensors.index.json`), GGUF, or what Python's `torch.save`
 * wrote (.pt, .pth, .th, .bin), of which no code is run.
 *
 * @throws {ModelError} weights-missing, weights-unreadable — where the weights are not there, or the weights are of another format
 */
export function readWeights(path: string): State {
  if (!existsSync(path)) {
    throw new ModelError(
      'weights-missing',
      `There is no file of weights at ${path}. Give the path of one, or leave 'weights' out to start from fresh ones.`,
    );
  }
  const refuse = (reason: string, cause?: unknown) =>
    new ModelError('weights-unreadable', `The weights in ${path} can't be read: ${reason}`, { cause });
  try {
    if (path.endsWith('.index.json')) return readShards(path, refuse);
    const kind = kindOf(path);
    if (kind === 'gguf') return readGgufFile(path, refuse).state;
    return kind === 'safetensors' ? loadSync(path) : readTorchFile(readFileSync(path), refuse);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

/** A zip, a pickle or GGUF by its first bytes; in those of safetensors stands a length. */
function kindOf(path: string): 'safetensors' | 'torch' | 'gguf' {
  const file = openSync(path, 'r');
  try {
    const first = Buffer.alloc(8);
    readSync(file, first, 0, 8, 0);
    if (first.toString('latin1', 0, 4) === 'GGUF') return 'gguf'; // as a length it is one that no header has
    // a header of 4 GiB is none; of a pickle these four bytes are instructions
    const isPickle = first[0] === 0x80 && first[1]! >= 2 && first[1]! <= 5 && first.readUInt32LE(4) !== 0;
    return first.toString('latin1', 0, 4) === 'PK\x03\x04' || isPickle ? 'torch' : 'safetensors';
  } finally {
    closeSync(file);
  }
}

const index = z.object({ weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)) });

/** Files that an index beside them names, each key from its own. */
function readShards(path: string, refuse: (reason: string) => Error): State {
  const text = readFileSync(path, 'utf8');
  const fault = jsonFault(text);
  if (fault) throw refuse(`it is no JSON: ${fault}`);
  const parsed = index.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw refuse("it is no index: 'weight_map' must give for each name a .safetensors file beside it");
  const names = Object.entries(parsed.data.weight_map);
  const files = new Map(
    [...new Set(names.map(([, file]) => file))].map((file) => [file, loadSync(join(dirname(path), file))]),
  );
  const state: State = Object.create(null);
  for (const [name, file] of names) {
    const found = files.get(file)?.[name];
    if (!found) throw refuse(`${file} has no '${name}', which the index says lies there`);
    state[name] = found;
  }
  return state;
}

/** The number of classes that weights were trained for, from the shape of the last layer. */
export function headClasses(weights: State, head: string): number | undefined {
  return weights[`${head}.weight`]?.shape[0];
}

const fresh = new WeakMap<object, readonly string[]>();

/**
 * The layers of a model built with `weights` that kept their fresh values: the last one where the number of classes differs or
 * the file has none.
 *
 * @example freshLayers(resnet18({ weights: 'resnet18.safetensors', classes: 2 })) // ['fc']
 */
export function freshLayers(model: nn.Module): readonly string[] {
  return fresh.get(model) ?? [];
}

interface Fitting {
  /** The last layer. */
  head: string;
  /** Layers that files of the trunk alone lack. */
  mayLack?: readonly string[];
  source: string;
}

/**
 * Puts `weights` into `model`. Where the number of classes differs, or the file has no last layer, it keeps its fresh values;
 * every other difference is an error.
 */
export function useWeights(model: nn.Module, weights: State, { head, mayLack = [], source }: Fitting): void {
  const own = model.stateDict();
  const fits = (key: string) => sameShape(own[key]?.shape, weights[key]?.shape);
  const wanted: State = { ...weights };
  const kept = [head, ...mayLack].filter((layer) => {
    const key = `${layer}.weight`;
    return own[key] && !fits(key) && (layer === head || !weights[key]);
  });
  for (const layer of kept) {
    for (const key of [`${layer}.weight`, `${layer}.bias`]) if (own[key]) wanted[key] = own[key];
  }
  // BatchNorm counters are missing in files written before PyTorch 0.4.1.
  for (const [key, value] of Object.entries(own)) if (key.endsWith('.num_batches_tracked')) wanted[key] ??= value;
  putState(model, wanted, source);
  fresh.set(model, kept);
}

/** Loads `state` strictly. @throws {ModelError} state-mismatch — with the missing, unexpected and misshapen keys */
export function putState(model: nn.Module, state: State, source: string): void {
  const own = model.stateDict();
  const missing = Object.keys(own).filter((key) => !(key in state));
  const unexpected = Object.keys(state).filter((key) => !(key in own));
  const misshapen = Object.keys(own)
    .filter((key) => key in state && !sameShape(own[key]!.shape, state[key]!.shape))
    .map((key) => `${key} (${state[key]!.shape.join(', ')}) where the model has (${own[key]!.shape.join(', ')})`);
  if (missing.length + unexpected.length + misshapen.length > 0) {
    const parts = [
      missing.length > 0 ? `missing: ${some(missing)}` : '',
      unexpected.length > 0 ? `unexpected: ${some(unexpected)}` : '',
      misshapen.length > 0 ? `of another shape: ${some(misshapen, '; ')}` : '',
    ].filter((part) => part !== '');
    throw new ModelError(
      'state-mismatch',
      `${source} holds the state of another model: ${missing.length} keys are missing, ${unexpected.length} unexpected and ${misshapen.length} of another shape. Open it with the architecture and the options it was saved from.\n  ${parts.join('\n  ')}`,
    );
  }
  model.loadStateDict(state, { strict: true });
}

/** The first few of a list: a whole state of another model would fill the screen. */
function some(list: readonly string[], separator = ', '): string {
  const shown = list.slice(0, SHOWN).join(separator);
  return list.length > SHOWN ? `${shown} … and ${list.length - SHOWN} more` : shown;
}

function sameShape(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((size, i) => size === b[i]);
}
