// What the entries of the packages say of options within options: a misspelt name is refused where it stands, one's own objects pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapstanError } from '@capstan/base';
import { imageFolder, openTable } from '@capstan/data';
import { classification, htmlReport } from '@capstan/evaluate';
import { gallery, lineChart } from '@capstan/page';
import { sequentialLR, tableFile } from '@capstan/train';

/** As plain JavaScript calls, of which no compiler knows. */
const plain = (value: unknown) => value as never; // as: it does not fit, which is the point

const chart = { title: 'Loss', xLabel: 'epoch', lines: [{ name: 'train', x: [1, 2], y: [3, 2] }] };
const image = { image: 'data:image/png;base64,', truth: 'cat', predicted: 'dog', confidence: 0.5 };

for (const [what, call, said] of [
  [
    'options',
    () => imageFolder('x', plain({ split: { trian: 0.8 } })),
    /^imageFolder: split has no option 'trian'.*'train'/,
  ],
  [
    'a union',
    () => imageFolder('x', plain({ normalize: { mean: [0.5], sdt: [1] } })),
    /^imageFolder: normalize needs std.*'sdt'/,
  ],
  [
    'a promise',
    () => openTable('s3://x/y.csv', plain({ s3: { regoin: 'eu' } })),
    /^openTable: s3 has no option 'regoin'.*'region'/,
  ],
  [
    'reading',
    () => tableFile('x.csv', plain({ target: 'y', reading: { delimeter: ';' } })),
    /^tableFile: reading has no option 'delimeter'.*'delimiter'/,
  ],
  [
    'a list',
    () => lineChart(plain({ ...chart, lines: [...chart.lines, { ...chart.lines[0], lable: 'x' }] })),
    /^lineChart: lines\[1\] has no option 'lable'.*'label'/,
  ],
  [
    'a list alone',
    () => gallery([plain({ ...image, flie: 'x' })]),
    /^gallery: images\[0\] has no option 'flie'.*'file'/,
  ],
] as const)
  test(`a misspelt name within ${what}`, async () => {
    await assert.rejects(
      async () => call(),
      (error) => error instanceof CapstanError && said.test(error.message.replaceAll('\n', ' ')),
    );
  });

test("one's own objects may have more members: values, objects of a class, what meets a contract", () => {
  const validation = classification({
    probabilities: [0.9, 0.1, 0.2, 0.8],
    targets: [0, 1],
    classes: ['cat', 'dog'],
  });
  const card = { architecture: 'mlp', classes: ['cat', 'dog'], sha256: 'x', task: 'classification' };
  assert.match(
    htmlReport({ title: 'Cats', validation, card, findings: [plain({ severity: 'note', message: 'x', file: 'y' })] }),
    /Cats/,
  );
  class Curve {
    readonly name = 'train';
    readonly x = [1, 2];
    readonly y = [3, 2];
    readonly from = 'my own run';
  }
  assert.match(String(lineChart({ ...chart, lines: [new Curve()] })), /<svg/);
  const schedule = { kind: 'mine', state: 3, factor: () => 1 };
  assert.equal(sequentialLR({ schedules: [plain(schedule), plain(schedule)], milestones: [1] }).kind, 'sequentialLR');
});
