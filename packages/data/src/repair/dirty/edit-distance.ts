import { editDistance } from '@capstan/base';

/**
 * Whether one may be the other mistyped: a few letters differ for its length. Digits never count as a slip, since 35957 and
 * 35967 are two codes.
 */
export function alike(a: string, b: string, share = 0.3): boolean {
  if (onlyDigitsDiffer(a, b)) return false;
  const most = Math.max(1, Math.floor(Math.max(a.length, b.length) * share));
  return editDistance(a, b, most) <= most;
}

/** Whether two texts are the same but for their numbers. */
export function onlyDigitsDiffer(a: string, b: string): boolean {
  return a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0');
}
