// Twenty faults planted in folders of real pictures, one at a time: what a doctor should find in each.
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { purpose, Random } from '@capstan/base';
import sharp, { type Sharp } from 'sharp';

/** A fault: kinds of findings that name it, and what plants it; that gives back the files of which one has to be named. */
export interface PictureFault {
  name: string;
  kinds: readonly string[];
  /** The folder holds train and test, each with a folder a class. */
  plant(folder: string, random: Random): Promise<string[]>;
}

type Shape = { bytes: Buffer; width: number; height: number };

/** One of the training pictures; `other` is one of another class. */
function drawn(folder: string, random: Random): { file: string; other: string } {
  const classes = readdirSync(join(folder, 'train')).sort();
  const first = random.below(classes.length);
  const second = (first + 1 + random.below(classes.length - 1)) % classes.length;
  const of = (name: string) => {
    const files = readdirSync(join(folder, 'train', name)).sort();
    return `train/${name}/${files[random.below(files.length)]}`;
  };
  return { file: of(classes[first]!), other: of(classes[second]!) };
}

/** A picture is replaced by what `change` makes of it, losslessly. */
function replaced(
  name: string,
  kinds: readonly string[],
  change: (of: Shape, random: Random) => Sharp | Promise<Sharp>,
): PictureFault {
  return {
    name,
    kinds,
    async plant(folder, random) {
      const { file } = drawn(folder, random);
      const bytes = readFileSync(join(folder, file));
      const { width, height } = await sharp(bytes).metadata();
      rmSync(join(folder, file));
      const next = `${file.slice(0, -extname(file).length)}.png`;
      writeFileSync(join(folder, next), await (await change({ bytes, width, height }, random)).png().toBuffer());
      return [next];
    },
  };
}

/** A changed copy of a picture is put beside `to`: another picture's folder, or a split's. */
function copied(
  name: string,
  kinds: readonly string[],
  change: ((of: Shape) => Sharp) | undefined,
  to: (drawn: { file: string; other: string }) => string,
): PictureFault {
  return {
    name,
    kinds,
    async plant(folder, random) {
      const both = drawn(folder, random);
      const bytes = readFileSync(join(folder, both.file));
      const ending = change ? '.jpg' : extname(both.file);
      const next = `${to(both)}/planted-${basename(both.file, extname(both.file))}${ending}`;
      if (!change) copyFileSync(join(folder, both.file), join(folder, next));
      else {
        const { width, height } = await sharp(bytes).metadata();
        writeFileSync(join(folder, next), await change({ bytes, width, height }).toBuffer());
      }
      return [next, both.file];
    },
  };
}

const plain = (colour: string) => (of: Shape) =>
  sharp({ create: { width: of.width, height: of.height, channels: 3, background: colour } });

/** Grey levels as 16-bit samples, times `factor`. */
const deep = (factor: number): PictureFault => ({
  name: `${factor === 1 ? 8 : 12} bits in 16`,
  kinds: ['unused-depth'],
  async plant(folder, random) {
    const { file } = drawn(folder, random);
    const { data, info } = await sharp(join(folder, file)).grayscale().raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const samples = Uint16Array.from({ length: width * height }, (_, i) => data[i * channels]! * factor);
    rmSync(join(folder, file));
    const next = `${file.slice(0, -extname(file).length)}.png`;
    const raw = { width, height, channels: 1 as const };
    writeFileSync(join(folder, next), await sharp(samples, { raw }).toColourspace('grey16').png().toBuffer());
    return [next];
  },
});

/** The twenty faults. */
export const pictureFaults: readonly PictureFault[] = [
  replaced('a black picture', ['black'], plain('#000')),
  replaced('a white picture', ['white'], plain('#fff')),
  replaced('a grey sheet', ['one-colour'], plain('#777')),
  replaced('a placeholder', ['low-information', 'part-missing'], ({ width, height }) => {
    const side = Math.max(2, Math.round(Math.min(width, height) / 6));
    const icon = { create: { width: side, height: side, channels: 3 as const, background: '#8899aa' } };
    return plain('#e8e8e8')({ width, height, bytes: Buffer.alloc(0) }).composite([{ input: icon, gravity: 'centre' }]);
  }),
  replaced('out of focus', ['blurred'], ({ bytes, width }) => sharp(bytes).blur(Math.max(1, width / 50))),
  replaced('moved while it was taken', ['blurred'], async ({ bytes, width, height }) => {
    const narrow = Math.max(2, Math.round(width / 20));
    // In two goes: of two sizes asked for in one, sharp keeps the second.
    const once = await sharp(bytes).resize(narrow, height, { fit: 'fill' }).png().toBuffer();
    return sharp(once).resize(width, height, { fit: 'fill' });
  }),
  replaced('far too dark', ['dark'], ({ bytes }) => sharp(bytes).linear(0.12, 0)),
  replaced('overexposed', ['overexposed', 'white'], ({ bytes }) => sharp(bytes).linear(2, 70)),
  deep(16),
  deep(1),
  replaced('static', ['noise'], ({ width, height }, random) => {
    const data = Uint8Array.from({ length: 3 * width * height }, () => random.below(256));
    return sharp(data, { raw: { width, height, channels: 3 } });
  }),
  replaced('the lower half is missing', ['part-missing'], ({ bytes, width, height }) => {
    const rows = Math.floor(height / 2);
    const sheet = { create: { width, height: rows, channels: 3 as const, background: '#808080' } };
    return sharp(bytes).composite([{ input: sheet, left: 0, top: height - rows }]);
  }),
  replaced('a preview', ['odd-size', 'enlarged'], ({ bytes, width, height }) =>
    sharp(bytes).resize(Math.max(2, Math.round(width / 8)), Math.max(2, Math.round(height / 8)), { fit: 'fill' }),
  ),
  replaced('a strip', ['odd-shape'], ({ bytes, width, height }) => {
    const rows = Math.max(2, Math.round(height / 6));
    return sharp(bytes).extract({ left: 0, top: Math.floor((height - rows) / 2), width, height: rows });
  }),
  {
    name: 'cut short',
    kinds: ['unreadable'],
    async plant(folder, random) {
      const { file } = drawn(folder, random);
      const bytes = readFileSync(join(folder, file));
      writeFileSync(join(folder, file), bytes.subarray(0, Math.floor(bytes.length * 0.7)));
      return [file];
    },
  },
  {
    name: 'another format than its name says',
    kinds: ['wrong-ending'],
    async plant(folder, random) {
      const { file } = drawn(folder, random);
      const other = extname(file) === '.png' ? '.jpg' : '.png';
      const next = `${file.slice(0, -extname(file).length)}${other}`;
      renameSync(join(folder, file), join(folder, next));
      return [next];
    },
  },
  copied('the same picture under two classes', ['conflict'], undefined, ({ other }) => dirname(other)),
  copied(
    'nearly the same under two classes',
    ['near-conflict'],
    ({ bytes }) => sharp(bytes).jpeg({ quality: 60 }),
    ({ other }) => dirname(other),
  ),
  copied(
    'a brighter copy in its class',
    ['near-duplicate'],
    ({ bytes }) => sharp(bytes).linear(1.2, 0).jpeg({ quality: 92 }),
    ({ file }) => dirname(file),
  ),
  copied(
    'a cropped copy in what tests it',
    ['near-leak'],
    ({ bytes, width, height }) => {
      const [x, y] = [Math.round(width * 0.025), Math.round(height * 0.025)];
      return sharp(bytes)
        .extract({ left: x, top: y, width: width - 2 * x, height: height - 2 * y })
        .jpeg({ quality: 92 });
    },
    ({ file }) => dirname(file).replace(/^train/, 'test'),
  ),
];

/** The random numbers of a fault: the same for the same seed. */
export const randomOf = (seed: number, fault: number): Random => new Random(seed).at(purpose.resample, 2, fault);
