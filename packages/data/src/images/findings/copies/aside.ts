import type { ExaminedPictures } from '../contract.ts';
import type { Item } from '../finding.ts';
import type { SetAside } from './exact-duplicates.ts';

/** Those of a kind, by their files. */
export function asideAs({ readable, aside }: ExaminedPictures, kind: SetAside['kind']): Item[] {
  return aside
    .filter((one) => one.kind === kind)
    .map(({ index, reason, like }) => ({ file: readable[index]!.file, reason, like }));
}
