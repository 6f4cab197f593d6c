import {
  type Columns,
  dropColumns,
  ngrams,
  oneHotEncoder,
  type Step,
  simpleImputer,
  standardScaler,
  tfidf,
  tokens,
} from '@capstan/data';
import type { TableFileOptions } from './table-file.ts';

/** Columns that one column of words becomes at most; the rare ones share one. */
const MOST_CATEGORIES = 50;
/** Columns that one column of longer texts becomes. */
const MOST_TERMS = 200;

/** The steps that make numbers of a table's rows, and what is to be said of them, a sentence each. */
export function stepsFor(train: Columns, options: TableFileOptions): { steps: Step[]; notes: string[] } {
  const { target, text } = options;
  if (text !== undefined) {
    const { units = 'ngrams', characters } = options;
    const runs: [number, number] | 'none' = characters ? [characters[0], characters[1]] : 'none';
    // The case of a word tells names from others.
    const { words, targets } = options;
    const cut = { ...(words ? { words } : {}), ...(targets === 'tags' ? { lowercase: false } : {}) };
    return { steps: [units === 'tokens' ? tokens([text], cut) : ngrams([text], { characters: runs })], notes: [] };
  }
  const inputs = Object.entries(train).filter(([name]) => name !== target);
  const named = (is: (column: Columns[string]) => boolean) =>
    inputs.flatMap(([name, column]) => (is(column) ? [name] : []));
  const same = named(isConstant);
  const rest = (is: (column: Columns[string]) => boolean) => named((column) => !isConstant(column) && is(column));
  const numbers = rest((column) => column instanceof Float64Array);
  const prose = rest((column) => !(column instanceof Float64Array) && isProse(column));
  const words = rest((column) => !(column instanceof Float64Array) && !isProse(column));
  const steps: Step[] = [
    dropColumns(same),
    simpleImputer(numbers, { strategy: 'median', addIndicator: true }),
    standardScaler(numbers),
    oneHotEncoder(words, { unknown: 'infrequent', maxCategories: MOST_CATEGORIES }),
    tfidf(prose, { maxTerms: MOST_TERMS, minDocuments: 2, sublinear: true }),
  ].filter(({ columns }) => columns.length > 0);
  const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
  const notes = [
    ...(same.length > 0 ? [`left out, as there is but one value in the training rows: ${list(same)}`] : []),
    ...(prose.length > 0 ? [`read as texts, by their ${MOST_TERMS} most frequent words: ${list(prose)}`] : []),
  ];
  return { steps, notes };
}

/** Whether there is nothing to tell rows apart by; what is missing counts as a value. */
function isConstant(column: Columns[string]): boolean {
  const [first] = column;
  return Array.prototype.every.call(column, (value: unknown) => Object.is(value, first));
}

/** Whether values are sentences rather than categories: hardly one is there twice, and they are of several words. */
export function isProse(column: readonly (string | null)[]): boolean {
  const some = column.filter((value) => value !== null).slice(0, 2000);
  if (some.length === 0) return false;
  const words = some.reduce((sum, value) => sum + value.split(/\s+/).length, 0) / some.length;
  const characters = some.reduce((sum, value) => sum + value.length, 0) / some.length;
  return new Set(some).size > 0.5 * some.length && (words >= 3 || characters >= 25);
}
