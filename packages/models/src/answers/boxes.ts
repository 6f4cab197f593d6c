import { cat, tensor } from '@capstan/torch';
import { z } from 'zod';
import { FCOS_FIELDS } from '../architectures/detection/fcos.ts';
import { findBoxes } from '../architectures/detection/find-boxes.ts';
import { type AnswerAbout, answer } from './contract.ts';
import { digits } from './digits.ts';

/** Boxes of a picture at most, and numbers of each: left, top, right, bottom, score, class. */
const [MOST, FIELDS] = [100, 6];

/** Boxes with a smaller score are measured, not told. */
const TOLD_FROM = 0.3;

/** From this score on a box is counted. */
const COUNTED_FROM = 0.5;

const edge = z.number();
const box = z.object({ label: z.string(), score: edge, left: edge, top: edge, right: edge, bottom: edge });

/** Things on a picture with a box round each, in shares of the picture's width and height from its left upper corner. */
export const boxes = answer({
  kind: 'boxes',
  about: 'the boxes that it finds, each with a label and a score, and how many there are of each class',
  tensor: 'boxes',
  compute(output, _model, input) {
    const [height = 1, width = 1] = input.shape.slice(2); // (B, channels, H, W)
    const found = findBoxes(output, { most: MOST });
    const sides = tensor([width, height, width, height], { device: found.device });
    const [edges, rest] = [found.narrow(2, 0, 4).div(sides).clamp(0, 1), found.narrow(2, 4, 2)];
    return cat([edges, rest], 2); // (B, most, 6)
  },
  shape: ([batch = -1]) => [batch, MOST, FIELDS],
  outputsFor: (classes) => FCOS_FIELDS + classes,
  length: (_about, top) => FIELDS * Math.min(MOST, top),
  schema: z.object({ boxes: z.array(box), counts: z.record(z.string(), z.number()) }),
  json: (numbers, about, top) => ({ boxes: toldOf(numbers, about).slice(0, top), counts: countsOf(numbers, about) }),
  columns: ({ classes }) => [...classes.map((name) => `n(${name})`), 'boxes'],
  cells(numbers, about) {
    const short = toldOf(numbers, about).map(({ label, ...rest }) => ({
      label,
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Number(digits(value))])),
    }));
    return [...Object.values(countsOf(numbers, about)).map(String), JSON.stringify(short)];
  },
});

/** The boxes of an answer, the best first. */
function foundIn(numbers: ArrayLike<number>): number[][] {
  const rows = Array.from({ length: Math.floor(numbers.length / FIELDS) }, (_, row) =>
    Array.from({ length: FIELDS }, (_, i) => numbers[row * FIELDS + i]!),
  );
  return rows.filter((row) => row[5]! >= 0); // a class of −1 or NaN is no box
}

function toldOf(numbers: ArrayLike<number>, { classes }: AnswerAbout): z.infer<typeof box>[] {
  return foundIn(numbers)
    .filter((row) => row[4]! >= TOLD_FROM)
    .map(([left, top, right, bottom, score, label]) => ({
      label: classes[label!] ?? String(label),
      ...{ score: score!, left: left!, top: top!, right: right!, bottom: bottom! }, // six of each
    }));
}

function countsOf(numbers: ArrayLike<number>, { classes }: AnswerAbout): Record<string, number> {
  const counts = new Array<number>(classes.length).fill(0);
  for (const row of foundIn(numbers)) if (row[4]! >= COUNTED_FROM && row[5]! < classes.length) counts[row[5]!]! += 1;
  return Object.fromEntries(classes.map((name, i) => [name, counts[i]!]));
}
