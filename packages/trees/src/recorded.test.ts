// What LightGBM gives here and what it gave from Python on the same rows: fixtures/record.py made the numbers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Booster, type Columns, type Matrix, type Params, type PredictKind, parse, train } from './index.ts';
import { withoutLibrary } from './testing/library.ts';
import { readSet, type SetName, withoutSet } from './testing/sets.ts';

type Case = {
  set: SetName;
  target: number;
  positive?: number;
  drop?: number[];
  float32?: boolean;
  group?: number;
  params: Record<string, number | string | number[]>;
};
type Recorded = { bestRound: number; text: string; answers: Record<PredictKind, { sha256: string; first: number[] }> };

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
const cases = read('cases.json') as Record<string, Case>; // as: written beside it
const recorded = (read('recorded.json') as { cases: Record<string, Recorded> }).cases; // as: so is this

/**
 * Where the recording's last bits can be expected: x64 with fused multiply-add and glibc, whose exponential LightGBM's
 * objectives call. Elsewhere values must agree to a few digits.
 */
const sameBits =
  process.platform === 'linux' && process.arch === 'x64' && / fma .* avx2 /.test(readFileSync('/proc/cpuinfo', 'utf8'));

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

/** A case as trees take it. */
function ready(one: Case) {
  const { columns, categorical } = readSet(one.set);
  const target = one.target < 0 ? columns.length + one.target : one.target;
  const kept = columns.map((_, i) => i).filter((i) => i !== target && !one.drop?.includes(i));
  const all = columns[target]!.length;
  const rows = one.group ? Math.floor(all / one.group) * one.group : all;
  const label = columns[target]!.slice(0, rows).map((value) =>
    'positive' in one ? Number(value === one.positive) : value,
  );
  const values = new (one.float32 ? Float32Array : Float64Array)(rows * kept.length);
  kept.forEach((from, to) => {
    for (let row = 0; row < rows; row++) values[row * kept.length + to] = columns[from]![row]!;
  });
  const { monotone_constraints: directions = [], ...rest } = one.params;
  const names: Record<string, string> = {
    num_iterations: 'rounds',
    feature_fraction_bynode: 'featureFractionByNode',
    bin_construct_sample_cnt: 'sampleRows',
  };
  const camel = (name: string) => names[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const params = Object.fromEntries(Object.entries(rest).map(([name, value]) => [camel(name), value]));
  const { numClass: _, ...given } = params;
  return {
    matrix: { values, rows },
    label,
    categorical: kept.flatMap((from, to) => (categorical.includes(from) ? [to] : [])),
    monotone: Object.fromEntries(
      (directions as number[]).map((direction, i) => [`Column_${i}`, direction as -1 | 0 | 1]), // as: so says cases.json
    ),
    params: { ...given, threads: 2 } as unknown as Params, // as: so says cases.json
  };
}

/** Some rows of a matrix, with their labels. */
function part({ values, rows }: Matrix, label: Float64Array, take: (row: number) => boolean) {
  const columns = values.length / rows;
  const taken = Array.from({ length: rows }, (_, row) => row).filter(take);
  const picked = new (values instanceof Float32Array ? Float32Array : Float64Array)(taken.length * columns);
  taken.forEach((row, to) => {
    picked.set(values.subarray(row * columns, (row + 1) * columns), to * columns);
  });
  return { data: { values: picked, rows: taken.length }, label: Float64Array.from(taken, (row) => label[row]!) };
}

async function trained(one: Case): Promise<{ booster: Booster; matrix: Matrix }> {
  const { matrix, label, categorical, monotone, params } = ready(one);
  const group = one.group && { group: new Int32Array(matrix.rows / one.group).fill(one.group) };
  const judged = (row: number) => row % 5 === 4;
  const rows = one.params.patience
    ? { ...part(matrix, label, (row) => !judged(row)), valid: part(matrix, label, judged) }
    : { data: matrix, label };
  return { booster: await train({ ...rows, ...(group || {}), categorical, monotone, params }), matrix };
}

/** The same answers without the library, in plain TypeScript. */
async function withoutIt(booster: Booster, matrix: Matrix): Promise<void> {
  const scorer = booster.scorer();
  assert.deepEqual(scorer.raw(matrix).values, (await booster.predict(matrix, { kind: 'raw' })).values);
  const own = scorer.predict(matrix).values;
  // An exponential of JavaScript's may differ from C's in its last bit, and a softmax adds some of them up.
  for (const [i, wanted] of (await booster.predict(matrix)).values.entries())
    assert.ok(Math.abs(own[i]! - wanted) <= 4e-15 * Math.abs(wanted), `${i}: ${own[i]} ${wanted}`);
}

describe('as from Python', { skip: withoutLibrary }, () => {
  for (const [name, one] of Object.entries(cases)) {
    test(name, { skip: withoutSet(one.set) }, async () => {
      const wanted = recorded[name]!;
      const { booster, matrix } = await trained(one);
      using _ = booster;
      if (sameBits) assert.equal(sha256(booster.text.slice(0, booster.text.indexOf('\nparameters:'))), wanted.text);
      if (sameBits) assert.equal(booster.training?.bestRound, wanted.bestRound);
      using again = parse(booster.text); // what is answered is what the text says
      for (const kind of ['value', 'raw', 'leaf', 'contributions'] as const) {
        const { values } = await again.predict(matrix, { kind });
        const { sha256: hash, first } = wanted.answers[kind];
        const near = (value: number, i: number) =>
          Math.abs(value - first[i]!) <= 1e-3 * Math.max(1, Math.abs(first[i]!));
        assert.ok(values.subarray(0, first.length).every(near), `${kind}: ${values.subarray(0, first.length)}`);
        if (sameBits) assert.equal(sha256(new Uint8Array(values.buffer)), hash, kind);
      }
      await withoutIt(booster, matrix);
    });
  }

  test('contributions add up to the raw score', { skip: withoutSet('german') }, async () => {
    const { booster, matrix } = await trained(cases['german, categorical']!);
    using _ = booster;
    const raw = await booster.predict(matrix, { kind: 'raw' });
    const { values } = await booster.predict(matrix, { kind: 'contributions' });
    const width = values.length / matrix.rows;
    for (let row = 0; row < matrix.rows; row++) {
      const sum = values.subarray(row * width, (row + 1) * width).reduce((total, each) => total + each, 0);
      assert.ok(Math.abs(sum - raw.values[row]!) < 1e-12);
    }
  });

  test('columns by name, in any order, answer as the matrix does', { skip: withoutSet('pima') }, async () => {
    const { booster, matrix } = await trained(cases['pima, glucose from the rest, monotone']!);
    using _ = booster;
    const columns: Columns = Object.fromEntries(
      booster.names
        .map((name, i) => [name, Array.from({ length: matrix.rows }, (_, row) => matrix.values[row * 8 + i]!)] as const)
        .reverse(),
    );
    assert.deepEqual((await booster.predict(columns)).values, (await booster.predict(matrix)).values);
  });
});
