// Texts that are no models: LightGBM's own reader would follow them out of its memory. None of them may reach it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Random } from '@capstan/base';
import { parse, TreesError } from '../index.ts';

const good = readFileSync(new URL('../../fixtures/model.txt', import.meta.url), 'utf8');

const refused = (text: string, words: RegExp) =>
  assert.throws(
    () => parse(text),
    (error) => error instanceof TreesError && error.code === 'model-invalid' && words.test(error.message),
  );

/** The model with something else in it. */
const changed = (from: string | RegExp, to: string) => {
  const text = good.replace(from, to);
  assert.notEqual(text, good);
  return text;
};

/** The same, with the first tree's size put right, so that what is in it is looked at. */
const inTree = (from: string | RegExp, to: string) => {
  const text = changed(from, to);
  const size = text.indexOf('Tree=1\n') - text.indexOf('Tree=0\n');
  return text.replace(/^tree_sizes=\d+/m, `tree_sizes=${size}`);
};

describe('a model’s text', () => {
  test('as LightGBM wrote it is taken, with what Python writes behind it', () => {
    const booster = parse(good);
    assert.deepEqual([booster.rounds, booster.outputs, booster.names], [3, 1, ['a', 'b', 'é', 'd']]);
    assert.equal(booster.text, good);
    assert.match(good, /\npandas_categorical:null\n/);
  });

  test('that is none', () => {
    refused('', /expected 'tree'/);
    refused('hello\n', /expected 'tree', received 'hello'/);
    refused('{"tree": 1}', /expected 'tree'/);
    refused(changed('version=v4', 'version=v9'), /version 'v9'/);
    refused(changed('objective=binary sigmoid:1', 'objective=../../etc/passwd'), /objective/);
    refused(changed('sigmoid:1', 'sigmoid:-1'), /sigmoid/);
    refused(changed('num_class=1', 'num_class=-1'), /num_class/);
    refused(changed('num_tree_per_iteration=1', 'num_tree_per_iteration=2'), /one tree a round|whole rounds/);
    refused(changed('max_feature_idx=3', 'max_feature_idx=2147483647'), /max_feature_idx/);
    refused(changed('max_feature_idx=3', 'max_feature_idx=2'), /feature_names to hold 3 values, received 4/);
    refused(changed(/feature_infos=\S+/, 'feature_infos=$(rm)'), /feature_infos/);
    refused(`${good}more\n`, /nothing is expected here/);
  });

  test('whose trees lead out of it', () => {
    refused(changed(/^tree_sizes=\d+/m, 'tree_sizes=99999999'), /takes \d+ bytes, tree_sizes says 99999999/);
    refused(changed(/^tree_sizes=\d+/m, 'tree_sizes=-5'), /tree_sizes/);
    refused(inTree(/^split_feature=\d+/m, 'split_feature=4'), /split_feature holds '4'/);
    refused(inTree(/^split_feature=\d+/m, 'split_feature=-1'), /split_feature holds '-1'/);
    refused(inTree(/^left_child=\S+/m, 'left_child=0'), /split 0 is reached twice/);
    refused(inTree(/^left_child=\S+/m, 'left_child=77'), /left_child holds '77'/);
    refused(inTree(/^left_child=\S+/m, 'left_child=-77'), /left_child holds '-77'/);
    refused(inTree(/^right_child=\S+/m, 'right_child=-1'), /reached/);
    refused(inTree(/^num_leaves=4/m, 'num_leaves=400000000'), /num_leaves/);
    refused(inTree(/^num_leaves=4/m, 'num_leaves=3'), /split_feature to hold 2 values, received 3/);
    refused(inTree(/^leaf_value=\S+/m, 'leaf_value=nan'), /leaf_value holds 'nan'/);
    refused(inTree(/^threshold=\S+/m, 'threshold=nan'), /threshold holds 'nan'/);
    refused(inTree(/^is_linear=0/m, 'is_linear=1'), /linear/);
  });

  test('whose sets of categories lead out of it', () => {
    refused(inTree(/^decision_type=\d+/m, 'decision_type=1'), /names the set of categories/);
    refused(inTree(/^num_cat=0/m, 'num_cat=1'), /cat_boundaries/);
    const sets = (boundaries: string, threshold: string) =>
      inTree(
        /^num_cat=0([\s\S]*?)is_linear=0/m,
        `num_cat=1$1cat_boundaries=${boundaries}\ncat_threshold=${threshold}\nis_linear=0`,
      );
    refused(sets('0 9999999', '1'), /cat_threshold to hold 9999999 values, received 1/);
    refused(sets('5 1', '1'), /do not ascend/);
    refused(sets('0 1', '4294967296'), /cat_threshold holds/);
    parse(sets('0 1', '7'));
  });

  test('too deep for the library to walk', () => {
    const leaves = 20_000;
    const list = (length: number, value: (i: number) => string | number) =>
      Array.from({ length }, (_, i) => value(i)).join(' ');
    const chain = [
      'Tree=0',
      `num_leaves=${leaves}`,
      'num_cat=0',
      `split_feature=${list(leaves - 1, () => 0)}`,
      `split_gain=${list(leaves - 1, () => 1)}`,
      `threshold=${list(leaves - 1, () => 0)}`,
      `decision_type=${list(leaves - 1, () => 2)}`,
      `left_child=${list(leaves - 1, (i) => (i < leaves - 2 ? i + 1 : -leaves))}`,
      `right_child=${list(leaves - 1, (i) => -(i + 1))}`,
      `leaf_value=${list(leaves, () => 0)}`,
      `leaf_weight=${list(leaves, () => 1)}`,
      `leaf_count=${list(leaves, () => 1)}`,
      `internal_value=${list(leaves - 1, () => 0)}`,
      `internal_weight=${list(leaves - 1, () => 1)}`,
      `internal_count=${list(leaves - 1, () => 1)}`,
      'is_linear=0',
      'shrinkage=1',
      '',
      '',
      '',
    ].join('\n');
    const head = good.slice(0, good.indexOf('tree_sizes='));
    const rest = good.slice(good.indexOf('end of trees'));
    refused(`${head}tree_sizes=${chain.length}\n\n${chain}${rest}`, /19999 splits deep, 10000 at most/);
  });

  test('with a byte changed anywhere is a model or refused in our words', () => {
    const random = new Random(7);
    for (let i = 0; i < 2000; i++) {
      const at = random.below(good.length);
      const text = good.slice(0, at) + String.fromCharCode(random.below(128)) + good.slice(at + 1 + random.below(3));
      try {
        parse(text);
      } catch (error) {
        assert.ok(error instanceof TreesError && error.code === 'model-invalid', String(error));
      }
    }
  });

  test('whose names do not go with it', () => {
    const named = (json: string) => `${good}capstan:${json}\n`;
    refused(named('{"names":["a"]}'), /names/);
    refused(named('{'), /names/);
    refused(named('{"names":["x","b","é","d"]}'), /names/);
  });
});
