import { basename, resolve } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { type ImageData, report, thumbnail } from '@capstan/data';
import { type DataPicture, dataPage } from '@capstan/evaluate';

/** Pictures of a class that are shown, and classes of which any are. */
const EACH = 4;
const CLASSES = 24;

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
  await replaceFile(path, dataPage({ title: basename(resolve(data.root)), report: report(data), pictures }));
}
