// The CRF beside what counting every way of tagging gives; the tagger on sentences whose tags follow from their neighbours.
import assert from 'node:assert/strict';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawsFor } from '@capstan/base';
import { manualSeed, noGrad, ops, optim, randn, setNumThreads, type Tensor, tensor } from '@capstan/torch';
import { architectures, bilstmCrf, descriptionOf, LinearChainCrf, openModel, saveModel } from '../../index.ts';

setNumThreads(1);
const TAGS = 3;
const int64 = (rows: number[][]) => tensor(rows, { dtype: 'int64' });

/** Every way to tag so many words. */
function ways(words: number): number[][] {
  if (words === 0) return [[]];
  return ways(words - 1).flatMap((way) => Array.from({ length: TAGS }, (_, tag) => [...way, tag]));
}

/** What a way scores, added up by hand. */
function scoreOf(crf: LinearChainCrf, emissions: number[][], way: readonly number[]): number {
  const [start, end] = [crf.startTransitions, crf.endTransitions].map((x) => x.detach().tolist() as number[]); // (T)
  const follow = crf.transitions.detach().tolist() as number[][]; // (T, T)
  if (way.length === 0) return 0;
  const said = way.reduce((sum, tag, at) => sum + emissions[at]![tag]!, 0);
  const followed = way.slice(1).reduce((sum, tag, at) => sum + follow[way[at]!]![tag]!, 0);
  return start![way[0]!]! + said + followed + end![way.at(-1)!]!;
}

function strongCrf(): LinearChainCrf {
  const crf = new LinearChainCrf(TAGS).to('float64');
  noGrad(() => {
    for (const each of crf.parameters()) each.normal_();
  });
  return crf;
}

test('of sentences of any length the sum over all ways, each likelihood and the likeliest way are those counted by hand', () => {
  manualSeed(1);
  const crf = strongCrf();
  const lengths = [5, 1, 0, 3, 4];
  const emissions = randn([5, 5, TAGS], { dtype: 'float64' });
  const sums = crf.logPartition(emissions, lengths).detach().tolist() as number[]; // (B)
  const decoded = crf.decode(emissions, lengths);
  for (const [i, length] of lengths.entries()) {
    const rows = emissions.select(0, i).tolist() as number[][]; // (L, T)
    const all = ways(length).map((way) => ({ way, score: scoreOf(crf, rows, way) }));
    const sum = Math.log(all.reduce((total, { score }) => total + Math.exp(score), 0));
    assert.ok(Math.abs(sums[i]! - sum) < 1e-12, `sentence ${i}: ${sums[i]}, by hand ${sum}`);
    assert.deepEqual(decoded[i], all.toSorted((a, b) => b.score - a.score)[0]!.way);
    for (const { way, score } of all.slice(0, 20)) {
      const tags = int64(
        lengths.map((_, row) => Array.from({ length: 5 }, (_, at) => (row === i ? (way[at] ?? -1) : 0))),
      );
      const likelihood = crf(emissions, tags, lengths).select(0, i).item();
      assert.ok(Math.abs(likelihood - (score - sum)) < 1e-12, `${way}: ${likelihood}`);
    }
  }
});

test('the gradient of the sum over all ways is how likely each tag is at each word', () => {
  manualSeed(2);
  const crf = strongCrf();
  const emissions = randn([1, 4, TAGS], { dtype: 'float64', requiresGrad: true });
  crf.logPartition(emissions, [4]).sum().backward();
  const rows = emissions.detach().select(0, 0).tolist() as number[][]; // (L, T)
  const all = ways(4).map((way) => ({ way, weight: Math.exp(scoreOf(crf, rows, way)) }));
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  for (let word = 0; word < 4; word++) {
    for (let tag = 0; tag < TAGS; tag++) {
      const share = all.filter(({ way }) => way[word] === tag).reduce((sum, { weight }) => sum + weight, 0) / total;
      assert.ok(Math.abs(emissions.grad!.select(0, 0).select(0, word).select(0, tag).item() - share) < 1e-12);
    }
  }
});

test('a long sentence with strong scores stays finite, and lengths that do not fit are refused', () => {
  const crf = new LinearChainCrf(TAGS);
  const emissions = randn([1, 400, TAGS]).mul(100);
  assert.ok(Number.isFinite(crf.logPartition(emissions, [400]).sum().item()));
  const refused = { code: 'bad-options', message: /received \(1, 400, 3\) and lengths/ };
  assert.throws(() => crf.decode(emissions, [401]), refused);
  assert.throws(() => crf(emissions, ops.zeros([1, 400], { dtype: 'int64' }), [400, 2]), refused);
});

const NAMES = { person: [2, 3, 4, 5], place: [4, 5, 6, 7], says: 8, near: 9, word: 10 };

/** 'says' is before a person of two words, 'near' before a place of one or two; the words 4 and 5 are in both. */
function sentences(count: number, seed: number): { words: Tensor; tags: Tensor; lists: number[][] } {
  const next = drawsFor('bootstrap', seed).uniform;
  const pick = (list: readonly number[]) => list[Math.floor(next() * list.length)]!;
  const rows = Array.from({ length: count }, () => {
    const words: [number, number][] = [];
    while (words.length < 8) {
      const kind = next();
      if (kind < 0.4) words.push([NAMES.says, 0], [pick(NAMES.person), 1], [pick(NAMES.person), 2]);
      else if (kind < 0.7)
        words.push(
          [NAMES.near, 0],
          [pick(NAMES.place), 3],
          ...(next() < 0.5 ? [[pick(NAMES.place), 4] as [number, number]] : []),
        );
      else words.push([NAMES.word + Math.floor(next() * 5), 0]);
    }
    return words.slice(0, 4 + Math.floor(next() * 5));
  });
  const padded = (at: 0 | 1) => int64(rows.map((row) => Array.from({ length: 8 }, (_, i) => row[i]?.[at] ?? 0)));
  return { words: padded(0), tags: padded(1), lists: rows.map((row) => row.map(([, tag]) => tag)) };
}

test('the tagger learns tags that follow from words around them', async () => {
  manualSeed(3);
  const model = bilstmCrf({ classes: 5, vocabulary: 15, width: 16, units: 16, dropout: 0.1 });
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.02 });
  const train = sentences(64, 1);
  const before = model.loss(train.words, train.tags).item();
  for (let step = 0; step < 60; step++) {
    optimizer.zeroGrad();
    model.loss(train.words, train.tags).backward();
    optimizer.step();
  }
  model.eval();
  const test = sentences(200, 2);
  const decoded = noGrad(() => model.decode(test.words));
  const right = decoded.filter((tags, i) => tags.join() === test.lists[i]!.join()).length;
  // outcome: sentences wholly right of 200 over 20 seeds: 200 ± 0, worst 200
  assert.ok(right >= 190, `${right} of 200, loss ${before}`);

  const more = ops.cat([test.words, ops.zeros([200, 3], { dtype: 'int64' })], 1);
  assert.deepEqual(
    noGrad(() => model.decode(more)),
    decoded,
    'what stands behind the end changes something',
  );

  using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-tagger-'));
  await saveModel(folder.path, model, {
    classes: ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'],
    preprocessing: {},
    input: { name: 'input', shape: [8], dtype: 'int64' },
    output: { name: 'logits', shape: [8, 5], dtype: 'float32' },
  });
  architectures.bilstmCrf = bilstmCrf;
  const { model: opened } = await openModel(folder.path);
  delete architectures.bilstmCrf;
  assert.equal(descriptionOf(opened)?.architecture, 'bilstmCrf');
  assert.deepEqual(
    noGrad(() => (opened as typeof model).decode(test.words)),
    decoded,
  ); // as: of that architecture
});

test('a sentence without words has no tags, and options that do not fit are refused', () => {
  const model = bilstmCrf({ classes: 5, vocabulary: 15 }).eval();
  const words = int64([
    [0, 0, 0],
    [3, 4, 0],
  ]);
  assert.deepEqual(
    noGrad(() => model.decode(words)).map((tags) => tags.length),
    [0, 2],
  );
  assert.ok(Number.isFinite(model.loss(words, ops.zeros([2, 3], { dtype: 'int64' })).item()));
  assert.deepEqual(
    Object.keys(model.stateDict()).filter((key) => key.startsWith('crf')),
    ['crf.start_transitions', 'crf.end_transitions', 'crf.transitions'],
  );
  assert.throws(() => bilstmCrf({ classes: 0 }), { code: 'bad-options', message: /classes/ });
  assert.throws(() => bilstmCrf({ klasses: 3 } as object), { code: 'bad-options' }); // as: what types refuse
});
