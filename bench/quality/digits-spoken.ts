// How well spoken digits are told apart, from scratch (Free Spoken Digit Dataset): its own split, recordings 0 to 4 tested, by
// seeds; and one speaker after the other left out. The test recordings are asked once a model, with the epoch that was best on
// validation; validation is drawn from the training recordings, of a speaker left out from the other speakers alike.
//
//   CAPSTAN_DATA=… npm run node -- bench/quality/digits-spoken.ts [official|speakers] [MODEL] [SEEDS] [EPOCHS]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '@capstan/ledger';
import { defineProject, evaluateModel, fit, lookAt, openFeed } from '@capstan/train';

const [only, model = 'tcResnet14', seeds = '3', epochs] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'capstan-quality-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const recordings = join(process.env.CAPSTAN_DATA ?? '../shared/data', 'fsdd/recordings');
const names = '{class}_{speaker}_{take}';

/** Share of the test recordings that is told right. */
async function accuracyOf(test: Record<string, string[]>, seed: number): Promise<number> {
  const { projects } = await lookAt(recordings, { model, recordings: { names, test } });
  const { train } = projects[0]!;
  const project = defineProject({
    ...projects[0]!,
    train: { ...train, seed, ...(epochs === undefined ? {} : { epochs: Number(epochs) }) },
  });
  const feed = await openFeed(project.data);
  using ledger = openLedger(':memory:');
  const runDir = join(root, `${Object.values(test).flat().join('-')}-${seed}`);
  const result = await fit(project, { ledger, data: feed, runDir });
  const found = await evaluateModel(result.bestDir, feed, 'test');
  if (found.task !== 'classification') throw new Error('expected classes');
  return found.report.accuracy;
}

function say(what: string, figures: readonly number[]): void {
  const mean = figures.reduce((a, b) => a + b) / figures.length;
  const deviation = Math.sqrt(
    figures.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, figures.length - 1),
  );
  const each = figures.map((one) => (100 * one).toFixed(2)).join(', ');
  console.log(`${what}: ${(100 * mean).toFixed(2)} ± ${(100 * deviation).toFixed(2)} % (${each})`);
}

const many = <T>(count: number, make: (i: number) => Promise<T>) =>
  Array.fromAsync({ length: count }, (_, i) => make(i));

if (only !== 'speakers') {
  const take = ['0', '1', '2', '3', '4'];
  say(`official split, ${model}`, await many(Number(seeds), (seed) => accuracyOf({ take }, seed)));
}
if (only !== 'official') {
  const speakers = ['george', 'jackson', 'lucas', 'nicolas', 'theo', 'yweweler'];
  say(`a speaker left out, ${model}`, await many(speakers.length, (i) => accuracyOf({ speaker: [speakers[i]!] }, 0)));
}
