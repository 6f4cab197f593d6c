import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { readPicture } from '../../files/read-picture.ts';
import type { Transform } from '../augment/index.ts';
import { type Header, sniff } from '../decode/sniff-format.ts';
import type { Listed } from './contract.ts';

/**
 * Size to train on when none is given: what `augment` ends at; that of the pictures, if alike and small; 224 for
 * photographs; else their typical shorter side.
 */
export function suitableSize(
  root: string,
  pictures: readonly Listed[],
  augment: readonly Transform[],
): [number, number] {
  for (const step of augment.toReversed()) if ('size' in step && typeof step.size === 'object') return step.size;
  const step = Math.max(1, Math.floor(pictures.length / 256));
  const headers: Header[] = [];
  for (let i = 0; i < pictures.length; i += step) {
    try {
      const header = sniff(readPicture(join(root, pictures[i]!.file), { most: 65_536 }));
      if (typeof header !== 'string' && header.height > 0 && header.width > 0) headers.push(header);
    } catch (error) {
      if (!(error instanceof DataError)) throw error; // it will be a finding
    }
  }
  const one = headers[0];
  const like = headers.filter(({ height, width }) => height === one?.height && width === one.width);
  const mostAlike = like.length >= 0.95 * headers.length;
  if (one && mostAlike && Math.max(one.height, one.width) <= 128) return [one.height, one.width];
  const sides = headers.map(({ height, width }) => Math.min(height, width)).sort((a, b) => a - b);
  const typical = sides[sides.length >> 1] ?? 224;
  const side = typical >= 192 ? 224 : Math.max(16, Math.floor(typical / 16) * 16);
  return [side, side];
}
