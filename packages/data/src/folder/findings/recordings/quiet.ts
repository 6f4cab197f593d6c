import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few, quantile } from '../few.ts';
import { recordings } from '../words.ts';

export const quiet: FileFindingKind<ReadRecording> = {
  kind: 'quiet',
  severity: 'warning',
  about: 'A recording that is far softer than the others.',
  what: (count) => `${recordings(count, 'is', 'are')} far softer than the others`,
  hint: 'Listen to them: bring them to the loudness of the others, or delete them',
  look(files) {
    const usually = files.map(({ loudness }) => loudness);
    const [soft, half] = [quantile(usually, 0.02), quantile(usually, 0.5)];
    return few(
      files.flatMap(({ file, loudness, peak }) =>
        peak >= 0.001 && loudness < soft - 6 && loudness < half - 20
          ? [{ file, reason: `${loudness.toFixed(0)} dB, where ${half.toFixed(0)} dB are usual` }]
          : [],
      ),
      files,
    );
  },
};
