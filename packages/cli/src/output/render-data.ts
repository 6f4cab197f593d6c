import type { ImageData } from '@capstan/data';

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
