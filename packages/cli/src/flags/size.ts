import type { Context } from '../commands/contract.ts';
import { badFlag } from './bad-flag.ts';
import { text } from './parse.ts';

/** Pixels of a side, as imageFolder takes them. */
const MOST = 16_384;

/** `--size 224` or `--size 224x320`, as [height, width]. */
export function sizeFlag(context: Context): [number, number] | undefined {
  const value = text(context, 'size');
  if (value === undefined) return undefined;
  const match = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(value);
  const height = Number(match?.[1]);
  const width = match?.[2] === undefined ? height : Number(match[2]);
  if (!match || Math.min(height, width) < 1 || Math.max(height, width) > MOST)
    throw badFlag('size', `like 224 or 224x320, each from 1 to ${MOST}`, value);
  return [height, width];
}
