import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thumbnail } from '@capstan/data';
import { pictureSize } from '@capstan/data/decode-image';
import { type BoxBatch, overlapOf } from '@capstan/evaluate';
import type { BoxPicture, DrawnBox } from '@capstan/page';
import type { Feed } from '../../feeds/contract.ts';
import type { BoxEvaluation } from '../evaluation.ts';

/** Pictures that a report shows, and the longer side of each. */
const [SHOWN, SIDE] = [12, 480];

/** From this score on a box is drawn. */
const DRAWN_FROM = 0.5;

/** The pictures of a split with the most boxes missed or not there, drawn. */
export async function boxPictures(
  { split, report, pictures }: BoxEvaluation,
  { root, files }: Pick<Feed, 'root' | 'files'>,
): Promise<BoxPicture[]> {
  const names = files?.[split];
  if (root === undefined || !names) return [];
  const marked = pictures.map((picture, index) => ({
    index,
    boxes: markedOf(
      picture,
      report.classes.map(({ name }) => name),
    ),
  }));
  const mistakes = ({ boxes }: { boxes: DrawnBox[] }) => boxes.filter(({ is }) => is !== 'right').length;
  const worst = marked.toSorted((a, b) => mistakes(b) - mistakes(a) || a.index - b.index).slice(0, SHOWN);
  return Promise.all(
    worst.map(async ({ index, boxes }) => {
      const path = join(root, names[index]!); // as many as pictures
      const { width = 1, height = 1 } = pictureSize((await readFile(path)).subarray(0, 65_536)) ?? {};
      const scale = Math.min(1, SIDE / Math.max(width, height));
      return {
        image: await thumbnail(path, { size: SIDE }),
        ...{ width: Math.round(width * scale), height: Math.round(height * scale) },
        ...{ boxes, file: names[index]! },
      };
    }),
  );
}

/** Each box with whether it is right: the surest takes the true one of its class that it overlaps most, by half at least. */
function markedOf({ found, truth }: BoxBatch['pictures'][number], names: readonly string[]): DrawnBox[] {
  const left = truth.filter(({ isCrowd }) => !isCrowd);
  const nameOf = (label: number) => names[label] ?? String(label);
  const drawn = found
    .filter(({ score }) => score >= DRAWN_FROM)
    .map(({ box, label, score }): DrawnBox => {
      const overlaps = left.map((one) => (one.label === label ? overlapOf(box, one.box) : 0));
      const best = Math.max(0, ...overlaps);
      if (best >= 0.5) left.splice(overlaps.indexOf(best), 1);
      return { box, label: nameOf(label), score, is: best >= 0.5 ? 'right' : 'wrong' };
    });
  return [...drawn, ...left.map(({ box, label }): DrawnBox => ({ box, label: nameOf(label), is: 'missed' }))];
}
