import { printable } from '@capstan/base';
import { isNullLike } from '../text/values.ts';
import { type Decimal, numberPattern, numberText } from './number-text.ts';
import { measureOf } from './units.ts';

/** How the numbers of a column are written, decided by all of its cells. */
export type NumberColumn = {
  decimal: Decimal;
  /** `''`, or the unit that all are given in; other units of its kind are converted to it. */
  unit: string;
  /** What a number beside each word is multiplied with; words that are not here are refused. */
  factors: ReadonlyMap<string, number>;
  /** Cells read, cells with a word for no value or nothing, and cells refused. */
  read: number;
  missing: number;
  refused: number;
  /** Some of the refused. */
  examples: string[];
  /** Cells such as `1,234`, that are another number with the other decimal sign, and nothing in the column says which. */
  ambiguous: number;
  /** Where some cells can only have a decimal point and others only a decimal comma: how many, and one of each. */
  contradicting?: { point: number; comma: number; examples: [string, string] };
};

/** Powers of ten beside a number. */
const scales: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, bn: 1e9 };

const mostExamples = 10;

/**
 * Decides by all cells how a column's numbers are written: the decimal sign, the unit, and what is no number at all.
 *
 * @param cells different cells and how often each comes
 * @param given the decimal sign, where it is known
 * @example numberColumn([['1,5', 3], ['2,25', 1]]).decimal // ','
 */
export function numberColumn(cells: Iterable<readonly [string | null, number]>, given?: Decimal): NumberColumn {
  const list = [...cells];
  const dot = given === ',' ? undefined : survey(list, '.');
  const comma = given === '.' ? undefined : survey(list, ',');
  if (!dot) return comma!;
  if (!comma) return dot;
  const contradicting = contradiction(list);
  if (contradicting) return { ...(dot.read >= comma.read ? dot : comma), contradicting };
  if (dot.read !== comma.read) return dot.read > comma.read ? dot : comma;
  const differ = list.filter(([cell]) => cell !== null && isDifferent(cell));
  return { ...dot, ambiguous: differ.reduce((sum, [, count]) => sum + count, 0) };
}

/** Cells that are numbers with one decimal sign only, where there are some of each. */
function contradiction(cells: readonly (readonly [string | null, number])[]): NumberColumn['contradicting'] {
  const only: Record<Decimal, [string, number][]> = { '.': [], ',': [] };
  for (const [cell, count] of cells) {
    if (cell === null || isNullLike(cell)) continue;
    const [dot, comma] = [numberText(cell, '.'), numberText(cell, ',')];
    if (dot && !comma) only['.'].push([cell, count]);
    if (comma && !dot) only[','].push([cell, count]);
  }
  const sum = (some: readonly [string, number][]) => some.reduce((all, [, count]) => all + count, 0);
  const [[point], [withComma]] = [only['.'], only[',']];
  if (!point || !withComma) return undefined;
  return { point: sum(only['.']), comma: sum(only[',']), examples: [point[0], withComma[0]] };
}

/** That a column's decimal signs contradict each other, in words. */
export function contradictionOf({ point, comma, examples }: NonNullable<NumberColumn['contradicting']>): string {
  const cells = (count: number) => `${count.toLocaleString('en')} cell${count === 1 ? '' : 's'}`;
  const [dotted, other] = examples.map(printable);
  return `${cells(point)} with a decimal point, such as ${dotted}, and ${cells(comma)} with a decimal comma, such as ${other}`;
}

function isDifferent(cell: string): boolean {
  const [a, b] = [numberText(cell, '.'), numberText(cell, ',')];
  return a !== undefined && b !== undefined && a.value !== b.value && a.isGrouped; // `1.234` is what programs write
}

function survey(cells: readonly (readonly [string | null, number])[], decimal: Decimal): NumberColumn {
  const units = new Map<string, number>();
  let missing = 0;
  const read: [string, number][] = []; // unit, count
  const refused: [string, number][] = [];
  const parsed = new Map<string, string>();
  for (const [cell, count] of cells) {
    if (cell === null || isNullLike(cell)) {
      missing += count;
      continue;
    }
    const number = numberText(cell, decimal);
    if (!number) refused.push([cell, count]);
    else {
      units.set(number.unit, (units.get(number.unit) ?? 0) + count);
      read.push([number.unit, count]);
      parsed.set(cell, number.unit);
    }
  }
  const { unit, factors } = common(units);
  for (const [cell, word] of parsed) if (!factors.has(word)) refused.push([cell, 1]);
  const kept = read.reduce((sum, [word, count]) => (factors.has(word) ? sum + count : sum), 0);
  const all = cells.reduce((sum, [, count]) => sum + count, 0);
  const examples = refused.slice(0, mostExamples).map(([cell]) => cell);
  return { decimal, unit, factors, read: kept, missing, refused: all - missing - kept, examples, ambiguous: 0 };
}

/**
 * The unit of a column and the factor of each word. Words of one kind are converted to the most frequent of them; a bare number
 * beside units could be of any of them, so it is refused, unless all units are one; two kinds are not mixed.
 */
function common(words: ReadonlyMap<string, number>): { unit: string; factors: Map<string, number> } {
  const named = [...words].filter(([word]) => word !== '' && !Object.hasOwn(scales, word));
  const factors = new Map<string, number>();
  const bare = [...words].filter(([word]) => word === '' || Object.hasOwn(scales, word));
  const takeBare = () => {
    for (const [word] of bare) factors.set(word, scales[word] ?? 1);
  };
  if (named.length === 0) {
    takeBare();
    return { unit: '', factors };
  }
  const kinds = new Map<string, number>();
  for (const [word, count] of named) {
    const kind = measureOf(word)?.kind ?? `the word ${word.toLowerCase()}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  const bareCount = bare.reduce((sum, [, count]) => sum + count, 0);
  const [kind, most] = [...kinds].reduce((best, one) => (one[1] > best[1] ? one : best));
  if (bareCount > most) {
    takeBare();
    return { unit: '', factors };
  }
  const same = named.filter(([word]) => (measureOf(word)?.kind ?? `the word ${word.toLowerCase()}`) === kind);
  const byUnit = new Map<string, number>();
  for (const [word, count] of same) {
    const unit = measureOf(word)?.unit ?? word.toLowerCase();
    byUnit.set(unit, (byUnit.get(unit) ?? 0) + count);
  }
  const [unit] = [...byUnit].reduce((best, one) => (one[1] > best[1] ? one : best));
  const base = measureOf(unit)?.factor ?? 1;
  for (const [word] of same) factors.set(word, kind === 'per cent' ? 0.01 : (measureOf(word)?.factor ?? 1) / base);
  if (byUnit.size === 1 && kind !== 'per cent' && named.length === same.length) takeBare();
  return { unit: kind === 'per cent' ? '' : unit, factors };
}

/** The numbers of a column in SQL: a double, null where nothing is given or a cell is refused. */
export function numberSql(cell: string, { decimal, factors }: Pick<NumberColumn, 'decimal' | 'factors'>): string {
  const pattern = quoted(numberPattern(decimal));
  const part = (group: number) => `regexp_extract(${cell}, ${pattern}, ${group})`;
  const digits = `regexp_replace(${part(2)}, '[^0-9]', '', 'g')`;
  const power = `regexp_replace(${part(4)}, '[^0-9eE+]', '-')`;
  const size = `try_cast(coalesce(nullif(${digits}, ''), '0') || '.' || coalesce(nullif(${part(3)}, ''), '0') || ${power} as double)`;
  const signs = `regexp_replace(concat(${part(1)}, ${part(6)}), '[^+\\-\\x{2212}\\x{2013}\\x{fe63}\\x{ff0d}]', '', 'g')`;
  const money = `regexp_replace(${part(1)}, '[(+\\-\\x{2212}\\x{2013}\\x{fe63}\\x{ff0d}\\s\\x{a0}\\x{202f}\\x{2009}\\x{2007}]', '', 'g')`;
  const unit = `trim(${part(5)}, ' ' || chr(160) || chr(8239) || chr(8201) || chr(8199) || chr(9))`;
  const known = [...factors].map(([one, factor]) => `when ${quoted(one)} then ${factor.toExponential()}`).join(' ');
  const factor = known === '' ? 'null' : `case concat(${money}, ${unit}) ${known} end`;
  const isWhole = [
    `regexp_matches(${cell}, ${pattern})`,
    `contains(${part(1)}, '(') = contains(${part(6)}, ')')`,
    `(${part(2)} != '' or ${part(3)} != '')`,
    `length(${signs}) <= 1 and (not contains(${part(1)}, '(') or ${signs} = '') and not contains(${part(6)}, '+')`,
    `(${money} = '' or ${unit} = '')`,
  ].join(' and ');
  const sign = `case when contains(${part(1)}, '(') or ${signs} not in ('', '+') then -1 else 1 end`;
  return `case when ${isWhole} then ${sign} * ${size} * ${factor} end`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
