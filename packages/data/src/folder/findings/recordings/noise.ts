import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few, quantile } from '../few.ts';
import { recordings } from '../words.ts';

export const noiseOnly: FileFindingKind<ReadRecording> = {
  kind: 'noise',
  severity: 'warning',
  about: 'A recording of noise: what follows each other has nothing in common.',
  what: (count) => `${recordings(count, 'is', 'are')} noise`,
  hint: 'Listen to them and delete them: nothing can be learnt from them',
  look(files) {
    const usually = quantile(
      files.map(({ neighbours }) => neighbours),
      0.05,
    );
    return few(
      files.flatMap(({ file, neighbours, peak, contrast }) =>
        peak >= 0.001 && Math.abs(neighbours) < 0.1 && contrast > 0 && contrast < 1 && usually > 0.25
          ? [{ file, reason: `samples in a row correlate by ${neighbours.toFixed(2)}` }]
          : [],
      ),
      files,
    );
  },
};
