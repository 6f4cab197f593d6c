import { printable } from '@capstan/base';
import type { ImageData } from '@capstan/data';
import type { Feed, Looked } from '@capstan/train';

/** One line on what there is to train on, and one on what was set aside. */
export function renderDataLine(data: ImageData): string {
  const { classes, train, validation, test, findings, preprocessing } = data;
  const [height, width] = preprocessing.size;
  const count = (n: number) => n.toLocaleString('en');
  const aside = data.found - data.pictures.length;
  const lines = [
    `${count(data.found)} pictures in ${classes.length} classes, ${height} x ${width}: ${count(train.length)} to train on, ${count(validation.length)} to validate, ${count(test.length)} to test`,
    ...(aside > 0 ? [`${count(aside)} set aside`] : []),
    ...findings.filter(({ severity }) => severity !== 'note').map(({ message }) => `  ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line on what there is of a table to train on. */
export function renderFeedLine({ sizes, classes, inputShape, summary }: Feed): string {
  if (summary !== undefined) return `${summary}\n`;
  const count = (n: number) => n.toLocaleString('en');
  const of = classes ? ` in ${classes.length} classes` : '';
  const total = sizes.train + sizes.validation + sizes.test;
  return `${count(total)} examples${of}, ${inputShape.join(' x ')} numbers each: ${count(sizes.train)} to train on, ${count(sizes.validation)} to validate, ${count(sizes.test)} to test\n`;
}

/** What was seen of data and chosen for them, and how to choose otherwise. */
export function renderLooked({ reasons, otherwise }: Looked): string {
  return [...reasons, 'Otherwise:', ...otherwise.map((line) => `  ${line}`), '']
    .map((line) => `${printable(line)}\n`)
    .join('');
}
