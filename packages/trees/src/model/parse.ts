import { setImmediate } from 'node:timers/promises';
import { LIMITS, shown } from '@capstan/base';
import { TreesError } from '../errors.ts';
import { objectives } from '../params/objectives.ts';
import { Lines } from './lines.ts';
import { readNames } from './names.ts';
import { parseTree } from './parse-tree.ts';
import type { Head, Model, Tree } from './tree.ts';

const MOST_COLUMNS = 1_000_000;
const MOST_CLASSES = 100_000;
const INFO = /^(none|\[-?[\d.einf+-]+:-?[\d.einf+-]+\]|-?\d+(:-?\d+)*)$/;

/** What LightGBM may call an objective in a model, beside what it can be trained for here. */
const OBJECTIVES = new Set<string>([...Object.values(objectives), 'cross_entropy_lambda', 'custom', 'none']);

/** How long the event loop may wait for a model that is read, in milliseconds. */
const BREATH = 10;

/**
 * Reads a model's text, strictly: LightGBM's own reader is C++ that trusts it, so nothing reaches it that did not pass here.
 *
 * @throws {TreesError} model-invalid — where the model is damaged
 */
export function parseModel(text: string): Model {
  const reading = readModel(text);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

/** The same, with breaks for whatever else there is to do. */
export async function parseModelPatiently(text: string): Promise<Model> {
  const reading = readModel(text);
  for (let began = performance.now(); ; ) {
    const { done, value } = reading.next();
    if (done) return value;
    if (performance.now() - began < BREATH) continue;
    await setImmediate();
    began = performance.now();
  }
}

/** What a model says before its trees; of a text that this package or the library has just written. */
export function parseHead(text: string): Head {
  const end = text.indexOf('\nTree=0\n');
  return readHead(new Lines(end < 0 ? text : text.slice(0, end + 1)), text);
}

/** Reads a model, a tree at a time. */
function* readModel(text: string): Generator<undefined, Model> {
  if (text.length > LIMITS.fileBytes)
    throw new TreesError('model-invalid', `a model of ${text.length} bytes; ${LIMITS.fileBytes} at most are read`);
  const lines = new Lines(text);
  const head = readHead(lines, text);
  const trees: Tree[] = [];
  for (const [index, size] of head.sizes.entries()) {
    trees.push(parseSized(lines, index, size, head.names.length));
    yield;
  }
  lines.expect('end of trees');
  parseRest(lines);
  return { ...head, trees };
}

function readHead(lines: Lines, text: string): Head {
  lines.expect('tree');
  const version = lines.value('version');
  if (version !== 'v3' && version !== 'v4') throw lines.fault(`version ${shown(version)}; v3 and v4 are read`);
  const classes = lines.whole('num_class', 1, MOST_CLASSES);
  const outputs = lines.whole('num_tree_per_iteration', 1, MOST_CLASSES);
  lines.whole('label_index', 0, MOST_COLUMNS);
  const columns = lines.whole('max_feature_idx', 0, MOST_COLUMNS - 1) + 1;
  const objective = parseObjective(lines, classes, outputs);
  const averaged = lines.peek() === 'average_output';
  if (averaged) lines.next();
  const written = lines.words('feature_names', columns);
  if (lines.peek()?.startsWith('monotone_constraints=')) lines.wholes('monotone_constraints', columns, -1, 1);
  const infos = lines.words('feature_infos', columns);
  const odd = infos.find((info) => !INFO.test(info));
  if (odd !== undefined) throw lines.fault(`feature_infos holds ${shown(odd)}`);
  const sizes = parseSizes(lines, outputs);
  lines.expect('');
  const isCategorical = (info: string) => info !== 'none' && !info.startsWith('[');
  const categorical = [...infos.keys()].filter((column) => isCategorical(infos[column]!));
  return { objective, outputs, averaged, names: readNames(lines, text, written), categorical, sizes };
}

function parseObjective(lines: Lines, classes: number, outputs: number): Model['objective'] {
  if (!lines.peek()?.startsWith('objective=')) {
    return { name: 'none', numbers: {}, words: [] };
  }
  const [name = '', ...rest] = lines.value('objective').split(' ');
  if (!OBJECTIVES.has(name)) throw lines.fault(`the objective ${shown(name)} is not known`);
  const numbers: Record<string, number> = {};
  const words: string[] = [];
  for (const each of rest) {
    const [, key, value] = /^([a-z_]{1,40}):(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)$/.exec(each) ?? [];
    if (key !== undefined) numbers[key] = Number(value);
    else if (/^[a-z_]{1,40}$/.test(each)) words.push(each);
    else throw lines.fault(`the objective says ${shown(each)}`);
  }
  const many = name === 'multiclass' || name === 'multiclassova';
  if (many && (numbers.num_class !== classes || outputs !== classes || classes < 2))
    throw lines.fault(
      `${name} of ${numbers.num_class} classes in a model of ${classes}, with ${outputs} trees a round`,
    );
  const one = !many && name !== 'custom' && name !== 'none';
  if (one && outputs !== 1) throw lines.fault(`${name} has one tree a round, this model says ${outputs}`);
  if ((numbers.sigmoid ?? 1) <= 0) throw lines.fault(`sigmoid is ${numbers.sigmoid}`);
  return { name, numbers, words };
}

function parseSizes(lines: Lines, outputs: number): number[] {
  const text = lines.value('tree_sizes');
  const sizes = text === '' ? [] : text.split(' ').map((each) => (/^\d{1,10}$/.test(each) ? Number(each) : Number.NaN));
  if (sizes.some(Number.isNaN)) throw lines.fault('tree_sizes holds something other than whole numbers');
  if (sizes.length % outputs !== 0) throw lines.fault(`${sizes.length} trees are not whole rounds of ${outputs}`);
  return sizes;
}

/** The library jumps from tree to tree by these sizes, so each must be what the tree takes, to the byte. */
function parseSized(lines: Lines, index: number, size: number, columns: number): Tree {
  const start = lines.offset;
  lines.expect(`Tree=${index}`);
  const tree = parseTree(lines, columns);
  lines.expect('');
  lines.expect('');
  const found = lines.offset - start;
  if (found !== size) throw lines.fault(`tree ${index} takes ${found} bytes, tree_sizes says ${size}`);
  return tree;
}

/** What nothing is computed from: importances, parameters, and what Python or this package writes behind. */
function parseRest(lines: Lines): void {
  lines.expect('');
  lines.expect('feature_importances:');
  while (lines.peek() !== '') {
    if (!/^\S+=\d+$/.test(lines.next())) throw lines.fault('expected a name and its importance');
  }
  lines.expect('');
  if (lines.peek() === 'parameters:') {
    lines.next();
    while (lines.peek() !== '') {
      if (!/^\[[a-z0-9_]+: .*\]$/.test(lines.next())) throw lines.fault('expected a parameter in brackets');
    }
    lines.expect('');
    lines.expect('end of parameters');
  }
  while (!lines.isOver) {
    if (!/^(|(pandas_categorical|capstan):.*)$/.test(lines.next())) throw lines.fault('nothing is expected here');
  }
}
