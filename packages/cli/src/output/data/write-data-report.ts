import { basename, join, resolve } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { DataError, type ImageData, report, thumbnail } from '@capstan/data';
import { type DataPicture, dataPage, type FoundPictures } from '@capstan/evaluate';

/** Pictures of a class that are shown, and classes of which any are. */
const EACH = 4;
const CLASSES = 24;
/** Pictures of a finding that are shown, and findings of which any are. */
const SEEN = 8;
const FINDINGS = 16;

/** Writes what there is to know about a data set as one HTML file. */
export async function writeDataReport(path: string, data: ImageData): Promise<void> {
  const { train, classes } = data;
  const pictures: DataPicture[] = [];
  for (const [number, name] of classes.slice(0, CLASSES).entries()) {
    const own = train.files.flatMap((file, index) => (train.labels[index] === number ? [{ file, index }] : []));
    const step = Math.max(1, Math.floor(own.length / EACH)); // from all over the class
    for (const { file, index } of own.filter((_, i) => i % step === 0).slice(0, EACH)) {
      pictures.push({ image: await thumbnail(train.path(index)), class: name, file });
    }
  }
  const found = await foundPictures(data);
  await replaceFile(path, dataPage({ title: basename(resolve(data.root)), report: report(data), pictures, found }));
}

/** What the findings are about, where it can be shown: not classes, and not what cannot be decoded. */
async function foundPictures({ root, findings }: ImageData): Promise<FoundPictures[]> {
  const out: FoundPictures[] = [];
  for (const { message, items } of findings) {
    const pictures: FoundPictures['pictures'] = [];
    for (const { file, like, reason } of items) {
      if (pictures.length === SEEN) break;
      const picture = await shown(root, file);
      const other = like === undefined ? undefined : await shown(root, like);
      if (picture) pictures.push({ picture, reason, ...(other ? { like: other } : {}) });
      else break; // nor are the others of the kind pictures
    }
    if (pictures.length > 0) out.push({ message, pictures });
    if (out.length === FINDINGS) break;
  }
  return out;
}

async function shown(root: string, file: string): Promise<DataPicture | undefined> {
  try {
    return { image: await thumbnail(join(root, file)), class: file.split('/').at(-2) ?? '', file };
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
