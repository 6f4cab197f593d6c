import type { FileFindingKind, ReadRecording } from '../contract.ts';
import { few, quantile } from '../few.ts';
import { recordings } from '../words.ts';

export const cutOff: FileFindingKind<ReadRecording> = {
  kind: 'cut-off',
  severity: 'warning',
  about: 'A recording that is far shorter than the others: it broke off.',
  what: (count) => `${recordings(count, 'is', 'are')} far shorter than the others`,
  hint: 'Listen to them: what broke off is best deleted',
  look(files) {
    const usually = files.map(({ seconds }) => seconds);
    const [short, half] = [quantile(usually, 0.05), quantile(usually, 0.5)];
    return few(
      files.flatMap(({ file, seconds }) =>
        seconds < 0.5 * short && seconds < 0.25 * half
          ? [{ file, reason: `${seconds.toFixed(2)} s, where ${half.toFixed(2)} s are usual` }]
          : [],
      ),
      files,
    );
  },
};
