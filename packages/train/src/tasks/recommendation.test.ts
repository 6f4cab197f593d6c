// Recommendation and ratings: what data are for them, beside what is popular, tested on a file of their own, and refused.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { purpose, Random } from '@capstan/base';
import { DataError } from '@capstan/data';
import { openLedger } from '@capstan/ledger';
import { setNumThreads } from '@capstan/torch';
import {
  defineProject,
  evaluateModel,
  fit,
  interactionFile,
  lookAt,
  openFeed,
  openForModel,
  type Project,
  predictData,
  TrainError,
} from '../index.ts';

setNumThreads(1);
const root = mkdtempSync(join(tmpdir(), 'capstan-recommendation-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Users of two tastes rate items of two kinds, in MovieLens's form: user, item, rating, seconds. */
const rows = (() => {
  const random = new Random(5).at(purpose.resample, 0, 0);
  return Array.from({ length: 80 * 60 }, (_, at) => [1 + Math.floor(at / 60), 100 + (at % 60)] as const).flatMap(
    ([user, item]) => {
      const likes = (user + item) % 2 === 0;
      if (random.uniform() > (likes ? 0.5 : 0.25)) return [];
      const time = 880_000_000 + random.below(1_000_000);
      return [[user, item, likes ? 4 + random.below(2) : 1 + random.below(2), time] as const];
    },
  );
})();
const written = (name: string, lines: readonly (readonly number[])[], sign = '\t') => {
  const path = join(root, name);
  writeFileSync(path, `${lines.map((line) => line.join(sign)).join('\n')}\n`);
  return path;
};
const whole = written('u.data', rows);

async function trained(project: Project) {
  using ledger = openLedger(':memory:');
  const data = await openFeed(project.data);
  const result = await fit(project, { ledger, data, runsDir: join(root, 'runs') });
  return { data, result, evaluation: await evaluateModel(result.bestDir, data, 'test') };
}

test('ratings are predicted where there are some, what was had is recommended where there are none, and it is said', async () => {
  const rated = await lookAt(whole);
  assert.equal(rated.task.kind, 'rating');
  assert.match(rated.reasons.join('\n'), /80 users with 60 items, 1997-11-.* rating: 'rating' holds ratings/);
  assert.match(
    rated.reasons.join('\n'),
    /model {2}als .*\njudged by rmse, mae, r2; split of each user the newest 10 %/,
  );
  assert.match(rated.otherwise.join('\n'), /--task recommendation/);
  const had = join(root, 'had.csv');
  writeFileSync(had, `customer_id,sku\n${rows.map(([user, item]) => `c${user},s${item}`).join('\n')}\n`);
  const liked = await lookAt(had, { preset: 'best' });
  assert.equal(liked.task.kind, 'recommendation');
  assert.deepEqual(
    liked.projects.map(({ model }) => model),
    ['popularity', 'itemKnn', 'implicitAls', 'bpr'],
  );
  assert.match(liked.reasons.join('\n'), /random, as there are no times/);
  const other = join(root, 'other.csv');
  writeFileSync(other, readFileSync(had, 'utf8').replace('customer_id,sku', 'who,what'));
  assert.equal((await lookAt(other, { user: 'who', item: 'what' })).task.kind, 'recommendation');
  await assert.rejects(
    lookAt(had, { task: 'rating' }),
    (error) => error instanceof TrainError && /no column of them/.test(error.message),
  );
  await assert.rejects(lookAt(other, { task: 'recommendation' }), (error) => error instanceof DataError);
});

test('taste is found: each model is above what is popular, and the loss says as much', async () => {
  const ndcg = async (model: string) => {
    const { projects } = await lookAt(whole, { task: 'recommendation', model });
    const { evaluation } = await trained(projects[0]!); // there is one
    assert.ok(evaluation.task === 'recommendation');
    // Scores that tie, as counts do, may come in any order in the loss.
    if (['implicitAls', 'bpr'].includes(model))
      assert.ok(Math.abs(1 - evaluation.loss - evaluation.report.metrics.ndcg10!) < 1e-4, 'the loss is one less NDCG');
    return evaluation.report.metrics.ndcg10!;
  };
  const popular = await ndcg('popularity');
  for (const model of ['itemKnn', 'implicitAls', 'bpr']) {
    const found = await ndcg(model);
    assert.ok(found > 1.2 * popular, `${model}: ${found}, popularity ${popular}`);
  }
});

test('the protocol of u1.base and u1.test: trained on the one, tested on all of the other', async () => {
  const base = written(
    'u1.base',
    rows.filter((_, i) => i % 5 !== 0),
  );
  const test = written('u1.test', [
    ...rows.filter((_, i) => i % 5 === 0),
    [900, 100, 4, 880_000_000],
    [1, 999, 3, 880_000_000],
  ]);
  const data = interactionFile(base, { targets: 'ratings', test });
  const { evaluation, data: feed } = await trained(defineProject({ name: 'fold', data, task: 'rating', model: 'als' }));
  assert.ok(evaluation.task === 'rating');
  assert.equal(
    evaluation.report.count,
    rows.filter((_, i) => i % 5 === 0).length + 2,
    'those of a new user and a new item too',
  );
  assert.match(feed.notes!.join('\n'), /1 of \d+ users of the test have no history/);
  assert.match(feed.notes!.join('\n'), /1 of 61 items are only in what is held out/);
  // Ratings are 1 or 2, or 4 or 5: half a star of noise is left.
  assert.ok(evaluation.report.rmse < 0.75, `${evaluation.report.rmse}`);
});

test('a model is asked again: its own file, another one, and users by their names', async () => {
  const { projects } = await lookAt(whole, { task: 'recommendation' });
  const { result, evaluation } = await trained(projects[0]!);
  const again = await openForModel(result.bestDir);
  assert.deepEqual((await evaluateModel(result.bestDir, again.data, 'test')).report, evaluation.report);
  const had = new Set(rows.map(([user, item]) => `${user} ${item}`));
  const fresh = Array.from({ length: 80 }, (_, u) => [u + 1, 100 + ((u + 1) % 2), 5, 881_500_000] as const);
  const other = await openForModel(result.bestDir, { data: written('new.data', fresh) });
  const left = fresh.filter(([user, item]) => !had.has(`${user} ${item}`)).length;
  assert.ok(other.data && 'sizes' in other.data && other.data.sizes.train >= left);
  assert.match(other.notes.join('\n'), /of 80 interactions were trained on/);
  const answers = join(root, 'answers.csv');
  assert.equal(await predictData(result.bestDir, whole, answers), 80);
  const [head, first] = readFileSync(answers, 'utf8').split('\r\n');
  assert.equal(head!.split(',').slice(0, 3).join(), 'user,item 1,score 1');
  const [user, ...items] = first!.split(',');
  const offered = items.filter((_, i) => i % 2 === 0);
  assert.equal(offered.length, 10);
  const taste = offered.filter((item) => (Number(user) + Number(item)) % 2 === 0).length;
  assert.ok(taste >= 7, `${taste} of ten are to the taste of ${user}`);
});
