// Trees on small tables: AUC, log-loss and the cost of decisions, by stratified folds (10, above 3,000 rows 5), seed 0:
//   npm run node -- bench/quality/small-tables.ts [SET …]
// Cost: 5 for a positive that is missed, 1 for a false alarm, a row, where whoever is above 1/6 is refused. Each figure is the mean
// over the folds and its standard error. Within a fold nothing is seen of its test rows: rounds are chosen by folds of the rest.
// Real data: CAPSTAN_DATA or ../shared/data. Last columns: the best of six peers on the same sets and the same protocol, with
// folds of their own (scikit-learn 1.9.1: logistic regression, random forest; LightGBM, LightGBM slow, XGBoost, CatBoost).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@capstan/base';
import { averagePrecision, logLoss, rocAuc } from '@capstan/evaluate';
import { type Columns, forest, type Params, smallData, train } from '@capstan/trees';

const root = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');

interface Set {
  path: string;
  delimiter?: string;
  header: number;
  leaveOut?: (string | number)[];
  positive(row: readonly string[], names: readonly string[]): boolean;
  /** The best column of each figure: AUC and cost. */
  best?: string;
}

const student = (row: readonly string[], names: readonly string[]) => Number(row[names.indexOf('G3')]) >= 10;
const sets: Record<string, Set> = {
  german: {
    path: 'german/german.csv',
    header: 0,
    leaveOut: [20],
    positive: (row) => row[20] === '2',
    best: '.800 RF / .544 logistic',
  },
  pima: {
    path: 'pima/pima-indians-diabetes.csv',
    header: 0,
    leaveOut: [8],
    positive: (row) => row[8] === '1',
    best: '.836 CatBoost / .458 RF',
  },
  wdbc: {
    path: 'wdbc/wdbc.data',
    header: 1,
    leaveOut: [0, 1],
    positive: (row) => row[1] === 'M',
    best: '.9953 logistic / .072 CatBoost',
  },
  'student-mat': {
    path: 'uci-student/student-mat.csv',
    header: 1,
    leaveOut: ['G1', 'G2', 'G3'],
    positive: student,
    best: '.697 slow LightGBM / .329 RF',
  },
  'student-por': {
    path: 'uci-student/student-por.csv',
    header: 1,
    leaveOut: ['G1', 'G2', 'G3'],
    positive: student,
    best: '.830 RF / .154 RF',
  },
  fraud: {
    path: 'creditcard-fraud-subset/creditcard_small.csv',
    header: 1,
    leaveOut: ['Class'],
    positive: (row) => row.at(-1) === '1',
    best: 'AP .942 CatBoost / .062 slow LightGBM',
  },
  wholesale: {
    path: 'wholesale-customers/Wholesale customers data.csv',
    header: 1,
    leaveOut: ['Channel', ''],
    positive: (row) => row[0] === '2',
  },
};

function read(set: Set): { columns: Record<string, Float64Array>; categorical: string[]; label: Float64Array } {
  const lines = readFileSync(join(root, set.path), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const names = set.header && set.path !== sets.wdbc!.path ? lines[0]!.split(',') : [];
  const rows = lines.slice(set.header).map((line) => line.split(','));
  const columns: Record<string, Float64Array> = {};
  const categorical: string[] = [];
  rows[0]!.forEach((_, at) => {
    const name = names[at] ?? `c${at}`;
    if (set.leaveOut?.includes(at) || set.leaveOut?.includes(name)) return;
    const cells = rows.map((row) => row[at]!);
    let numbers = Float64Array.from(cells, Number);
    if (numbers.some(Number.isNaN)) {
      const codes = new Map([...new Set(cells)].map((cell, code) => [cell, code]));
      numbers = Float64Array.from(cells, (cell) => codes.get(cell)!);
      categorical.push(name);
    }
    columns[name] = numbers;
  });
  return { columns, categorical, label: Float64Array.from(rows, (row) => Number(set.positive(row, names))) };
}

/** The fold of each row, each class shared out alike. */
function deal(label: Float64Array, folds: number): Int32Array {
  const order = new Random(0).shuffle(Int32Array.from(label, (_, i) => i));
  order.sort((a, b) => label[a]! - label[b]!);
  const fold = new Int32Array(label.length);
  order.forEach((row, place) => {
    fold[row] = place % folds;
  });
  return fold;
}

const take = (columns: Record<string, Float64Array>, rows: number[]): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, Float64Array.from(rows, (row) => column[row]!)]),
  );

type Figures = { auc: number; ap: number; logLoss: number; cost: number };

function judge(probability: Float64Array, label: Float64Array): Figures {
  const classes = Array.from(probability).flatMap((p) => [1 - p, p]);
  const cost = probability.reduce((sum, p, row) => sum + (p > 1 / 6 ? 1 - label[row]! : 5 * label[row]!), 0);
  return {
    auc: rocAuc(probability, label),
    ap: averagePrecision(probability, label),
    logLoss: logLoss(classes, label, 2),
    cost: cost / label.length,
  };
}

type Way = (columns: number) => { params: Params; folds?: number; categorical: boolean };
const ways: Record<string, Way> = {
  smallData: () => ({
    params: { ...smallData, objective: 'binary', seed: 0, threads: 1 },
    folds: 5,
    categorical: true,
  }),
  'LightGBM defaults': () => ({ params: { objective: 'binary', threads: 1 }, categorical: false }),
  forest: (columns) => ({
    params: { ...forest(columns), objective: 'binary', seed: 0, threads: 1 },
    categorical: false,
  }),
};

async function fold(way: Way, data: ReturnType<typeof read>, folds: Int32Array, which: number): Promise<Figures> {
  const rows = [...folds.keys()];
  const [inside, outside] = [rows.filter((row) => folds[row] !== which), rows.filter((row) => folds[row] === which)];
  const { params, folds: inner, categorical } = way(Object.keys(data.columns).length);
  using booster = await train({
    data: take(data.columns, inside),
    label: Float64Array.from(inside, (row) => data.label[row]!),
    ...(categorical ? { categorical: data.categorical } : {}),
    ...(inner ? { valid: { folds: inner } } : {}),
    params,
  });
  const { values } = booster.scorer().predict(take(data.columns, outside));
  return judge(
    values,
    Float64Array.from(outside, (row) => data.label[row]!),
  );
}

const shown = (values: number[]) => {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(4)}±${Math.sqrt(variance / values.length).toFixed(4)}`;
};

const asked = process.argv.slice(2);
console.log('| set | trees | AUC | AP | log-loss | cost | best peer: AUC / cost |\n|---|---|---|---|---|---|---|');
for (const [name, set] of Object.entries(sets)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const data = read(set);
  const count = data.label.length > 3000 ? 5 : 10;
  const folds = deal(data.label, count);
  for (const [how, way] of Object.entries(ways)) {
    const figures: Figures[] = [];
    for (let which = 0; which < count; which++) figures.push(await fold(way, data, folds, which));
    const of = (figure: keyof Figures) => shown(figures.map((each) => each[figure]));
    console.log(
      `| ${name} | ${how} | ${of('auc')} | ${of('ap')} | ${of('logLoss')} | ${of('cost')} | ${set.best ?? '–'} |`,
    );
  }
}
