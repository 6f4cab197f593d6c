import type { DataErrorCode } from '../../../errors.ts';
import type { ExaminedPictures } from '../contract.ts';
import type { Item } from '../finding.ts';

/** The files that reading gave up on with a code that `isMeant` says yes to. */
export function failed({ listing, scanned }: ExaminedPictures, isMeant: (code: DataErrorCode) => boolean): Item[] {
  return scanned.flatMap((result, i) => {
    if (result.ok || !isMeant(result.code)) return [];
    return [{ file: listing.pictures[i]!.file, reason: result.reason }];
  });
}
