import type { PictureFinding } from '../contract.ts';
import { files } from '../words.ts';

const endings: Readonly<Record<string, RegExp>> = {
  jpeg: /\.(jpe?g|jpe|jfif)$/i,
  png: /\.png$/i,
  webp: /\.webp$/i,
  gif: /\.gif$/i,
  bmp: /\.(bmp|dib)$/i,
  tiff: /\.tiff?$/i,
  avif: /\.avif$/i,
};

export const wrongEnding = {
  kind: 'wrong-ending',
  severity: 'note',
  about: 'A picture of another format than the ending of its name says; it is read as what it is.',
  what: (count) => `${files(count, 'is', 'are')} of another format than the name says: read as what it is`,
  hint: 'Rename them: other programs go by the ending',
  look: ({ readable }) =>
    readable.flatMap(({ file, format }) =>
      endings[format]?.test(file) === false ? [{ file, reason: `it is ${format.toUpperCase()}` }] : [],
    ),
} as const satisfies PictureFinding;
