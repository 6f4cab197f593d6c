// Run over the overlay: asserts that each addition is reached by all that follows from its list.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPrices, priceSourceOf } from '@capstan/capital';
import { cleanStepSchema, cleanTable, imageFolder, openTable, transformSchema } from '@capstan/data';
import { htmlReport, metrics } from '@capstan/evaluate';
import { openLedger } from '@capstan/ledger';
import { openModel } from '@capstan/models';
import { randn, setNumThreads } from '@capstan/torch';
import { defineProject, evaluateModel, fit, jsonSchemaOf, optimizers, schedules, tensorData } from '@capstan/train';
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
] as const)
  assert.match(train[flag]!.description, new RegExp(`\\b${word}\\b`), `--${flag}`);
assert.match(JSON.stringify(flagsOf('plan')), /\bflat\b/, '--prices-from');

// JSON schemas.
has(jsonSchemaOf(optimizers), 'plainDescent');
has(jsonSchemaOf(schedules), 'halving');
has(transformSchema, 'negative');
has(cleanStepSchema, 'upper');

// A training with the optimizer, the schedule, the metric and the architecture; its report, its model on disk.
const part = (count: number) => {
  const input = randn([count, 4]);
  return { input, target: input.sum(1).gt(0).to('int64') };
};
const data = tensorData({ train: part(128), validation: part(64), classes: ['no', 'yes'] });
const project = {
  ...{ name: 'plural', data, model: 'straightLine' },
  ...{ optimizer: { kind: 'plainDescent', lr: 0.5 }, schedule: { kind: 'halving', every: 1 } },
  train: { epochs: 2, batchSize: 16, best: 'worstRecall' },
};
using ledger = openLedger(':memory:');
const result = await fit(defineProject(project as unknown as Parameters<typeof defineProject>[0]), {
  ledger,
  runDir: join(root, 'run'),
}); // kinds that no type knows
const [first, second] = result.history;
assert.deepEqual([first!.lr, second!.lr], [0.5, 0.25]);
assert.equal(typeof result.best!.validationMetrics!.worstRecall, 'number');
assert.equal((await openModel(result.bestDir)).card.architecture, 'straightLine');
const seen = await evaluateModel(result.bestDir, data, 'validation');
assert.ok(seen.targetsAre === 'classes');
assert.equal(seen.report.metrics.worstRecall, result.best!.validationMetrics!.worstRecall);
assert.match(htmlReport({ title: 'x', validation: seen.report }), /recall, worst class/);
assert.ok('worstRecall' in metrics);

// A picture's augmentation from plain JSON, a cleaning step, a price source.
const augment = [{ kind: 'negative', p: 1 }] as unknown as NonNullable<Parameters<typeof imageFolder>[1]>['augment'];
assert.deepEqual(imageFolder('photos', augment ? { augment } : {}).options.augment, [{ kind: 'negative', p: 1 }]);
writeFileSync(join(root, 'towns.csv'), 'town,n\nOslo,1\nBergen,2\n');
await using table = await openTable(join(root, 'towns.csv'));
const cleaned = await cleanTable(table, [{ step: 'upper', column: 'town' }] as unknown as Parameters<
  typeof cleanTable
>[1]);
assert.ok(cleaned);
const text = 'chip,hour\nH100,2.5\n';
assert.equal(priceSourceOf(text), 'flat');
assert.equal(
  importPrices(text, { from: 'flat', asOf: '2026-11-30' } as unknown as Parameters<typeof importPrices>[1])[0]!.value,
  2.5,
);
console.log('reached');
