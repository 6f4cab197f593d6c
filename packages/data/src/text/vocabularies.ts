import { jsonFault } from '@capstan/base';
import { DataError } from '../errors.ts';
import type { BpeVocabulary } from './bpe.ts';
import { keyOf, toBytes } from './bytes.ts';

const most = 10_000_000;

/**
 * A vocabulary in tiktoken's format: a line for each token, its bytes in base 64 and its rank.
 *
 * @throws {DataError} vocabulary-invalid — with the line
 * @example const { tokens } = tiktoken(await readFile('cl100k_base.tiktoken', 'utf8'));
 */
export function tiktoken(text: string): BpeVocabulary {
  const tokens: Uint8Array[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const match = /^([A-Za-z0-9+/]*={0,2}) (\d+)\r?$/.exec(line);
    const rank = Number(match?.[2]);
    if (!match || rank > most || tokens[rank]) throw invalid(`line ${i + 1} is ${JSON.stringify(line.slice(0, 60))}`);
    tokens[rank] = Buffer.from(match[1]!, 'base64');
  }
  return { tokens };
}

/**
 * A vocabulary whose ids are its ranks, such as a trained one, as text in tiktoken's format.
 *
 * @throws {DataError} vocabulary-invalid — for one with an order of its own
 * @example await replaceFile('model/vocabulary.tiktoken', tiktokenText(trainBpe(texts, { vocabularySize: 4096 })));
 */
export function tiktokenText({ tokens, ranks }: BpeVocabulary): string {
  if (ranks) throw invalid('its pairs are joined in another order than that of its ids, which tiktoken cannot say');
  return tokens.map((token, rank) => `${Buffer.from(token).toString('base64')} ${rank}\n`).join('');
}

/**
 * GPT-2's two files: `encoder.json`, also called `vocab.json`, and `vocab.bpe`, also called `merges.txt`.
 *
 * @throws {DataError} vocabulary-invalid — where the file is damaged
 * @example const gpt2 = bpe(gpt2Vocabulary(encoderJson, vocabBpe), { special: { '<|endoftext|>': 50256 } });
 */
export function gpt2Vocabulary(encoder: string, merges: string): BpeVocabulary {
  const tokens: Uint8Array[] = [];
  for (const [token, id] of Object.entries(object(encoder))) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > most)
      throw invalid(`the id of ${JSON.stringify(token)} is ${id}`);
    const bytes = toBytes(token);
    // A special token, which is given by name.
    if (bytes && !/^<.+>$/.test(token)) tokens[id] = bytes;
  }
  const ranks = new Map<string, number>();
  for (const line of merges.split('\n')) {
    if (line.trim() === '' || line.startsWith('#version')) continue;
    const [left, right, more] = line.trimEnd().split(' ');
    const bytes = left && right && more === undefined ? toBytes(left + right) : undefined;
    if (!bytes) throw invalid(`a merge is ${JSON.stringify(line.slice(0, 60))}`);
    ranks.set(keyOf(bytes), ranks.size);
  }
  return { tokens, ranks };
}

function object(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DataError('vocabulary-invalid', `it is no JSON: ${jsonFault(json)}`, {
      hint: 'Is the file whole?',
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('it holds no object');
  return value as Record<string, unknown>; // An object of JSON.
}

function invalid(reason: string): DataError {
  return new DataError('vocabulary-invalid', reason, { hint: 'Is the file whole, and of this format?' });
}
