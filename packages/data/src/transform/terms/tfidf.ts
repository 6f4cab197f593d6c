import { z } from 'zod';
import { DataError } from '../../errors.ts';
import { type Fold, requireTrain } from '../../split/fold.ts';
import { type Columns, type ColumnValues, columnOf } from '../../table/memory/columns.ts';
import { checkOptions, makeStep, perColumn, type Selection, type Step } from '../contract.ts';
import { type TermOptions, termOptions } from './term-options.ts';
import { analyse } from './terms.ts';

export type TfidfOptions = {
  /** What terms are made of: words, characters, or characters within words padded with a space. */
  analyzer?: 'word' | 'char' | 'charWithinWords';
  /** Shortest and longest run of words or characters that is a term ([1, 1]). */
  ngrams?: [number, number];
  lowercase?: boolean;
  stopWords?: string[];
  /** Terms in fewer texts than this, or a smaller share of them where it is below 1, are left out. */
  minDocuments?: number;
  /** Terms in a greater share of the texts (up to 1), or in more texts than this, are left out. */
  maxDocuments?: number;
  /** The most frequent terms only. */
  maxTerms?: number;
  /** 1 + log(count) in place of the count. */
  sublinear?: boolean;
  /** Without it, counts alone. */
  idf?: boolean;
  /** As if one more text held every term. */
  smooth?: boolean;
  norm?: 'l2' | 'l1' | 'none';
};

const state = z.strictObject({ terms: z.array(z.string()), idf: z.array(z.number()) });
type State = z.output<typeof state>;

/** Rows of few numbers: those of row i are at `starts[i]` up to `starts[i + 1]`, by ascending column. */
export type SparseRows = {
  rows: number;
  columns: number;
  starts: Int32Array;
  indices: Int32Array;
  values: Float64Array;
};

const tfidfKind = perColumn({
  kind: 'tfidf',
  about: 'Text becomes the weights of its words.',
  example: { columns: ['job'] },
  isEncoder: true,
  options: termOptions,
  state,
  learn: (column, name, given) => learn(texts(column, name), name, given),
  apply(column, name, given, learned) {
    const sparse = weigh(texts(column, name), given, learned);
    const outputs = learned.terms.map(() => new Float64Array(sparse.rows));
    for (let row = 0; row < sparse.rows; row++) {
      for (let at = sparse.starts[row]!; at < sparse.starts[row + 1]!; at++) {
        outputs[sparse.indices[at]!]![row] = sparse.values[at]!;
      }
    }
    const made: Columns = Object.fromEntries(outputs.map((output, i) => [`${name}~${learned.terms[i]}`, output]));
    return made;
  },
});

/**
 * A column for each term, holding its frequency times its inverse document frequency, as `TfidfVectorizer` does. It
 * makes dense columns: bound them with `maxTerms`, or use `fitTfidf` for sparse rows.
 *
 * @example tfidf(['message'], { maxTerms: 500, sublinear: true })
 */
export function tfidf(columns: Selection, given: TfidfOptions = {}): Step {
  return makeStep(tfidfKind, columns, given);
}
tfidf.kind = tfidfKind;

/** A fitted vocabulary that gives sparse rows. */
export type FittedTfidf = { terms: readonly string[]; idf: readonly number[]; apply(columns: Columns): SparseRows };

/**
 * Learns the terms of one column of the training fold, for vocabularies too large for dense columns.
 *
 * @throws {DataError} fold-invalid, column-type — where it is no training fold, or a column is text where numbers are needed, or the other way
 * @throws {DataError} value-invalid — where no term is left
 * @example
 * const terms = fitTfidf('message', train, { ngrams: [1, 2] });
 * const rows = terms.apply(test.columns); // SparseRows
 */
export function fitTfidf(name: string, train: Fold<'train'>, given: TfidfOptions = {}): FittedTfidf {
  requireTrain(train, 'fitTfidf');
  const checked = checkOptions('fitTfidf', termOptions, given);
  const learned = learn(texts(columnOf(train.columns, name), name), name, checked);
  return { ...learned, apply: (columns) => weigh(texts(columnOf(columns, name), name), checked, learned) };
}

function learn(documents: readonly string[], name: string, given: TermOptions): State {
  const inDocuments = new Map<string, number>();
  const inAll = new Map<string, number>();
  for (const document of documents) {
    const seen = new Set<string>();
    for (const term of analyse(document, given)) {
      inAll.set(term, (inAll.get(term) ?? 0) + 1);
      if (seen.has(term)) continue;
      seen.add(term);
      inDocuments.set(term, (inDocuments.get(term) ?? 0) + 1);
    }
  }
  const n = documents.length;
  const least = given.minDocuments < 1 ? given.minDocuments * n : given.minDocuments;
  const most = given.maxDocuments <= 1 ? given.maxDocuments * n : given.maxDocuments;
  let terms = [...inDocuments.keys()].filter(
    (term) => inDocuments.get(term)! >= least && inDocuments.get(term)! <= most,
  );
  terms.sort();
  if (given.maxTerms !== undefined && terms.length > given.maxTerms) {
    terms = terms.sort((a, b) => inAll.get(b)! - inAll.get(a)! || (a < b ? -1 : 1)).slice(0, given.maxTerms);
    terms.sort();
  }
  if (terms.length === 0) {
    throw new DataError('value-invalid', `tfidf found no term in "${name}" of the training fold`, {
      hint: 'Are all its texts empty, or stop words? Else let minDocuments be smaller',
    });
  }
  const more = given.smooth ? 1 : 0;
  const idf = terms.map((term) => (given.idf ? Math.log((n + more) / (inDocuments.get(term)! + more)) + 1 : 1));
  return { terms, idf };
}

function weigh(documents: readonly string[], given: TermOptions, { terms, idf }: State): SparseRows {
  const place = new Map(terms.map((term, i) => [term, i]));
  const starts = new Int32Array(documents.length + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (const [row, document] of documents.entries()) {
    const counts = new Map<number, number>();
    for (const term of analyse(document, given)) {
      const at = place.get(term);
      if (at !== undefined) counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    const found = [...counts.keys()].sort((a, b) => a - b);
    const weights = found.map((at) => {
      const count = counts.get(at)!;
      return (given.sublinear ? 1 + Math.log(count) : count) * idf[at]!;
    });
    const length = lengthOf(weights, given.norm);
    for (const [i, at] of found.entries()) {
      indices.push(at);
      values.push(weights[i]! / length);
    }
    starts[row + 1] = indices.length;
  }
  return {
    rows: documents.length,
    columns: terms.length,
    starts,
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
  };
}

function lengthOf(weights: readonly number[], norm: TermOptions['norm']): number {
  if (norm === 'none') return 1;
  const sum = weights.reduce((total, weight) => total + (norm === 'l2' ? weight * weight : Math.abs(weight)), 0);
  return (norm === 'l2' ? Math.sqrt(sum) : sum) || 1;
}

/** A missing text is an empty one. */
function texts(column: ColumnValues, name: string): string[] {
  if (column instanceof Float64Array) {
    throw new DataError('column-type', `tfidf got the column "${name}", which holds numbers`, { hint: 'Give it text' });
  }
  return column.map((text) => text ?? '');
}
