import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureReport, metricMeter, metrics, tagReport } from '../../index.ts';

const targets = [
  ['B-PER', 'I-PER', 'O', 'B-LOC'],
  ['O', 'B-LOC'],
  ['B-ORG', 'O'],
];
const predictions = [
  ['B-PER', 'O', 'O', 'B-LOC'], // the person's end is wrong
  ['O', 'B-LOC'],
  ['O', 'B-PER'], // one missed, one made up
];

test('entities of each type and all together, as the metrics count them; the share of words', () => {
  const report = tagReport({ predictions, targets });
  assert.deepEqual(report.types, {
    LOC: { precision: 1, recall: 1, f1: 1, support: 2 },
    ORG: { precision: 0, recall: 0, f1: 0, support: 1 },
    PER: { precision: 0, recall: 0, f1: 0, support: 1 },
  });
  const meter = metricMeter([metrics.entityF1, metrics.entityPrecision, metrics.entityRecall]);
  const { entityF1, entityPrecision, entityRecall } = meter.update({ predictions, targets }).values();
  assert.deepEqual([report.f1, report.precision, report.recall], [entityF1, entityPrecision, entityRecall]);
  assert.deepEqual([report.sentences, report.words, report.support, report.accuracy], [3, 8, 4, 5 / 8]);
});

test('texts without entities have figures of 0, and no fraction of nothing', () => {
  const report = tagReport({ predictions: [['O']], targets: [['O']] });
  assert.deepEqual([report.precision, report.recall, report.f1, report.accuracy], [0, 0, 0, 1]);
});

test('a report of figures shows them and its tables, with what is dangerous in HTML told as text', () => {
  const page = figureReport({
    title: '<Names>',
    about: '3 texts of test',
    headline: [['F1', '57.14 %']],
    tables: [{ title: 'Entities', about: 'Each.', head: ['entity', 'F1'], rows: [['<LOC>', '100 %']] }],
  });
  assert.match(page, /<h1>&lt;Names&gt;<\/h1>/);
  assert.match(page, /<td class="">&lt;LOC&gt;<\/td><td class="n">100 %<\/td>/);
  assert.match(page, /<div class="value">57\.14 %<\/div>/);
});
