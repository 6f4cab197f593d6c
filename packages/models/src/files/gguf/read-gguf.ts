import { existsSync } from 'node:fs';
import { ModelError } from '../../errors.ts';
import { type Gguf, readGgufFile } from './gguf-file.ts';

/**
 * Reads a GGUF file, the form of llama.cpp: its facts, and its tensors under their names there, quantised ones as float32. Files of
 * Q8_0, Q4_0, Q4_K, Q6_K, float16, bfloat16, float32 and float64 are read.
 *
 * @throws {ModelError} weights-missing, weights-unreadable — where there is no file, or it is damaged or of a type that is not read
 * @example
 * const { metadata, state } = readGguf('model.gguf');
 * console.log(metadata['general.architecture'], state['token_embd.weight']?.shape);
 */
export function readGguf(path: string): Gguf {
  if (!existsSync(path))
    throw new ModelError('weights-missing', `There is no file at ${path}. Give the path of a GGUF file.`);
  return readGgufFile(path, (reason) => new ModelError('weights-unreadable', `${path} can't be read: ${reason}.`));
}
