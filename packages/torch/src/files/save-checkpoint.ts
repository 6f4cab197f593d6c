import { getRngStates, setRngStates } from '../devices/random-state.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { type FlatState, flattenState, unflattenState } from './nested-state.ts';
import { load, loadMetadata, save } from './safetensors.ts';

/** What can be saved and go on: modules, optimizers, schedules, and whatever else has the two methods. */
export interface Stateful {
  stateDict(): object;
  loadStateDict(state: never): unknown;
}

const KEY = 'capstan.checkpoint'; // in the file's metadata: all that is no tensor
const RANDOM = /^random(?:\.(cuda:\d+))?$/;

/**
 * Saves the state of modules, optimizers and schedules in one safetensors file, with that of the random numbers:
 * training that goes on from it computes the same numbers as if it had not stopped. Returns the file's SHA-256.
 *
 * @throws {TorchError} type — where a state holds something else than tensors, numbers, text, arrays and records
 * @example
 * await torch.saveCheckpoint({ model, optimizer, scheduler }, 'last.safetensors', { metadata: { epoch: '3' } });
 */
export function saveCheckpoint(
  parts: Readonly<Record<string, Stateful>>,
  path: string,
  options: { metadata?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  if (options.metadata && KEY in options.metadata)
    throw new TorchError('value', `the metadata '${KEY}' is kept for the checkpoint itself`);
  return scope(async () => {
    const tensors: Record<string, Tensor> = Object.create(null);
    const states = Object.entries(parts).map(([name, part]) => [name, flattenState(part.stateDict(), name, tensors)]);
    for (const [device, state] of Object.entries(getRngStates()))
      tensors[device === 'cpu' ? 'random' : `random.${device}`] = state;
    const metadata = { ...options.metadata, [KEY]: JSON.stringify(Object.fromEntries(states)) };
    return save(tensors, path, { metadata });
  });
}

/**
 * Puts what `saveCheckpoint` wrote back into modules, optimizers and schedules of the same kind, and into the random
 * numbers. Returns the metadata that was saved with it.
 *
 * @throws {TorchError} safetensors — where the file is no checkpoint or not whole
 * @throws {TorchError} state-dict — where it holds other parts, or they do not fit
 * @example
 * const { epoch } = await torch.loadCheckpoint('last.safetensors', { model, optimizer, scheduler });
 */
export async function loadCheckpoint(
  path: string,
  parts: Readonly<Record<string, Stateful>>,
): Promise<Record<string, string>> {
  const { [KEY]: json, ...metadata } = await loadMetadata(path);
  const states = parse(json, path);
  const [expected, received] = [Object.keys(parts).sort().join(', '), Object.keys(states).sort().join(', ')];
  if (expected !== received)
    throw new TorchError('state-dict', `${path}: expected a checkpoint of ${expected}, received one of ${received}`);
  await scope(async () => {
    const tensors = await load(path);
    for (const [name, part] of Object.entries(parts))
      part.loadStateDict(unflattenState(states[name] ?? null, tensors) as never); // as: what a part of this name gave; each checks
    setRngStates(
      Object.fromEntries(
        Object.entries(tensors).flatMap(([name, state]) => {
          const found = RANDOM.exec(name);
          return found ? [[found[1] ?? 'cpu', state]] : [];
        }),
      ),
    );
  });
  return metadata;
}

function parse(json: string | undefined, path: string): Record<string, FlatState> {
  try {
    const value: unknown = JSON.parse(json ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, FlatState>; // as: JSON
  } catch {}
  throw new TorchError('safetensors', `${path} is no checkpoint of saveCheckpoint`, {
    hint: 'read a file of tensors with load(path) and give them to loadStateDict',
  });
}
