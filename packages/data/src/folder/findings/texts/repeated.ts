import { deflateSync } from 'node:zlib';
import type { FileFindingKind, ReadText } from '../contract.ts';
import { few } from '../few.ts';
import { texts } from '../words.ts';

export const repeated: FileFindingKind<ReadText> = {
  kind: 'repeated',
  severity: 'warning',
  about: 'A text that says the same over and over.',
  what: (count) => `${texts(count, 'says', 'say')} the same over and over`,
  hint: 'Look at them: what was copied many times over is best deleted',
  look: (files) =>
    few(
      files.flatMap(({ file, text }) => {
        if (text.length < 200) return [];
        const bytes = Buffer.from(text.slice(0, 100_000));
        const times = bytes.length / deflateSync(bytes).length;
        return times > 8 ? [{ file, reason: `${times.toFixed(0)} times shorter when packed` }] : [];
      }),
      files,
    ),
};
