// Run over the overlay: asserts that each addition is reached by all that follows from its list.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPrices, priceSourceOf } from '@capstan/capital';
import {
  cleanStepSchema,
  cleanTable,
  imageFolder,
  mnistFolder,
  openImages,
  openTable,
  profileTable,
  transformSchema,
} from '@capstan/data';
import { collect } from '@capstan/data/table';
import { htmlReport, metrics } from '@capstan/evaluate';
import { openLedger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import { setNumThreads } from '@capstan/torch';
import {
  callbacks,
  defineProject,
  evaluateModel,
  fit,
  jsonSchemaOf,
  lookAt,
  losses,
  optimizers,
  predictData,
  readProject,
  schedules,
  type TensorData,
} from '@capstan/train';
import { commands } from '../../commands/index.ts';
import { describeCommands } from '../../output/describe.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-plural-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const has = (schema: unknown, kind: string) =>
  assert.ok(JSON.stringify(schema).includes(`"${kind}"`), `${kind} in its schema`);

// Help, and with it the flags, as programs read them.
const { commands: described } = await describeCommands(commands);
const flagsOf = (name: string) => {
  const { flags } = described.find((each) => each.name === name)!;
  return (flags as { properties: Record<string, { description: string }> }).properties; // as describe writes them
};
const train = flagsOf('train');
for (const [flag, word] of [
  ['optimizer', 'plain-descent'],
  ['schedule', 'halving'],
  ['best', 'worst-recall'],
  ['augment', 'negative'],
  ['stop', 'good-enough'],
  ['task', 'counts'],
] as const)
  assert.match(train[flag]!.description, new RegExp(`\\b${word}\\b`), `--${flag}`);
assert.ok(described.some(({ name }) => name === 'where'));
assert.match(JSON.stringify(flagsOf('plan')), /\bflat\b/, '--prices-from');

// JSON schemas.
has(jsonSchemaOf(optimizers), 'plainDescent');
has(jsonSchemaOf(schedules), 'halving');
has(jsonSchemaOf(losses), 'logCosh');
has(jsonSchemaOf(callbacks), 'goodEnough');
has(transformSchema, 'negative');
has(cleanStepSchema, 'upper');

/** What was added is of no kind that the compiler knows. */
const any = <T>(value: unknown): T => value as T;

// A training of the feed with the optimizer, the schedule, the metric and the architecture; its report, its model on disk.
const data = { kind: 'signs', count: 128 };
const project = {
  ...{ name: 'plural', data, model: 'straightLine' },
  ...{ optimizer: { kind: 'plainDescent', lr: 0.5 }, schedule: { kind: 'halving', every: 1 } },
  train: { epochs: 9, batchSize: 16, best: 'worstRecall', callbacks: [{ kind: 'goodEnough', loss: 100 }] },
};
using ledger = openLedger(':memory:');
const checked = defineProject(any(project));
const result = await fit(checked, { ledger, runDir: join(root, 'run') });
assert.deepEqual([result.stopped, result.history.map(({ lr }) => lr)], ['done', [0.5]]); // it is good enough at once
assert.deepEqual((await readProject(join(root, 'run'))).data, data);
assert.equal(typeof result.best!.validationMetrics!.worstRecall, 'number');
assert.equal((await openModel(result.bestDir)).card.architecture, 'straightLine');
const seen = await evaluateModel(result.bestDir, any<TensorData>(data), 'validation');
assert.ok(seen.task === 'classification');
assert.ok(seen.report.metrics.worstRecall! >= 0);
const report = htmlReport({ title: 'x', validation: seen.report });
assert.match(report, /recall, worst class/);
assert.match(report, /<h2>Rare classes<\/h2>/);
assert.ok('worstRecall' in metrics);

// A table for the task, by its name alone; what was fitted knows whose it is.
const sold = Array.from({ length: 80 }, (_, i) => `${i},${(i * 7) % 13},${Math.round(i / 3) + (i % 2)}`);
writeFileSync(join(root, 'sold.csv'), `day,rain,pieces\n${sold.join('\n')}\n`);
assert.equal((await lookAt(join(root, 'sold.csv'), { target: 'pieces' })).task.kind, 'regression');
const { projects, task } = await lookAt(join(root, 'sold.csv'), { target: 'pieces', task: 'counts', preset: 'fast' });
assert.equal(task.kind, 'counts');
const counted = await fit(projects[0]!, { ledger, runDir: join(root, 'counts') });
assert.equal((await openModel(counted.bestDir)).card.task, 'counts');
await predictData(counted.bestDir, join(root, 'sold.csv'), join(root, 'said.csv'));
for (const line of readFileSync(join(root, 'said.csv'), 'utf8').trim().split('\r\n').slice(1))
  assert.match(line, /,\d+$/, 'whole numbers');

// Pictures found by the source, with the augmentation from plain JSON.
const pictures = join(root, 'pictures');
mkdirSync(pictures);
const digits = await mnistFolder(join(root, 'digits'), { count: 40 });
for (const digit of ['3', '7'])
  for (const file of readdirSync(join(digits, digit)))
    copyFileSync(join(digits, digit, file), join(pictures, `${digit}_${file}`));
writeFileSync(join(pictures, 'by-name'), '');
const augment = [{ kind: 'negative', p: 1 }];
const opened = await openImages(
  imageFolder(pictures, { size: 28, channels: 1, nearLeaks: 'ignore', augment: any(augment) }),
);
assert.deepEqual(opened.classes, ['3', '7']);
assert.deepEqual(opened.augment, augment);

// A table that the finding is about, cleaned by the step; prices from the source.
writeFileSync(join(root, 'towns.csv'), 'town,n\nOslo,1\nBergen,2\n');
await using table = await openTable(join(root, 'towns.csv'));
const { findings } = await profileTable(table);
assert.ok(findings.some(({ kind }) => kind === 'few-rows'));
const { table: cleaned } = await cleanTable(table, any([{ step: 'upper', column: 'town' }]));
assert.deepEqual((await collect(cleaned)).town, ['OSLO', 'BERGEN']);
const text = 'chip,hour\nH100,2.5\n';
assert.equal(priceSourceOf(text), 'flat');
assert.equal(importPrices(text, any({ from: 'flat', asOf: '2026-11-30' }))[0]!.value, 2.5);
console.log('reached');
