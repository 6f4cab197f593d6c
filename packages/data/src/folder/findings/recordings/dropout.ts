import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few } from '../few.ts';
import { recordings } from '../words.ts';

export const dropout: FileFindingKind<ReadRecording> = {
  kind: 'dropout',
  severity: 'warning',
  about: 'A recording of which a fifth or more is one value without a break.',
  what: (count) => `${recordings(count, 'breaks', 'break')} off in between, or before the end`,
  hint: 'Listen to them, and record them again',
  look: (files) =>
    few(
      files.flatMap(({ file, gap, peak }) =>
        peak >= 0.001 && gap > 0.2 ? [{ file, reason: `${Math.round(100 * gap)} % of it is one value` }] : [],
      ),
      files,
    ),
};
