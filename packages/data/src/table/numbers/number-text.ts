/** The sign between whole and fraction. */
export type Decimal = '.' | ',';

/** A number as it stands in a cell, wholly consumed: what is written beside it is kept. */
export type NumberText = { value: number; unit: string; isGrouped: boolean };

// Spaces within numbers: plain, no-break, narrow no-break, thin, figure.
const space = '[ \\x{a0}\\x{202f}\\x{2009}\\x{2007}]';
const minus = '[+\\-\\x{2212}\\x{2013}\\x{fe63}\\x{ff0d}]';
const currency = '(?:US\\$|[$\\x{20ac}\\x{a3}\\x{a5}\\x{ffe5}\\x{20b9}]|USD|EUR|GBP|CHF|JPY|CNY|INR)';
const suffix =
  "[^\\d\\s.,()'\\x{2019}+\\-\\x{2212}\\x{2013}\\x{a0}\\x{202f}\\x{2009}\\x{2007}<>=~/:*^_#&|][^\\d()+<>=~:*^_#&|]*";

/**
 * The pattern of a number, in the syntax that RE2 (DuckDB) reads: 1 what stands before (bracket, sign, currency), 2 whole part,
 * 3 fraction, 4 exponent, 5 what follows, 6 closing sign and bracket. Groups of thousands are all of three digits (two before
 * the last, as in India), parted by one and the same sign.
 */
export function numberPattern(decimal: Decimal): string {
  const other = decimal === '.' ? ',' : '\\.';
  const groups = [other, space, "['\\x{2019}]"].map((sign) => `\\d{1,3}(?:${sign}\\d{3})+`);
  const indian = decimal === '.' ? ['\\d{1,2}(?:,\\d{2})+,\\d{3}'] : [];
  const whole = [...groups, ...indian, '\\d+'].join('|');
  const point = decimal === '.' ? '\\.' : ',';
  const before = `\\(?${space}*${minus}?${space}*${currency}?${space}*${minus}?`;
  return `^\\s*(${before})${space}*(${whole}|)(?:${point}(\\d*))?([eE]${minus}?\\d+)?${space}*(${suffix}|)${space}*(${minus}?\\)?)\\s*$`;
}

const notSigns = /[^+\-\u2212\u2013\ufe63\uff0d]/g;
const notMoney = /[(+\-\u2212\u2013\ufe63\uff0d\s]/g;

const patterns = { '.': compiled('.'), ',': compiled(',') };

/**
 * Reads a number as people write it: signs (also U+2212 and behind), brackets of bookkeepers, thousands, exponents, a currency
 * or a unit beside it. What is not wholly a number is none.
 *
 * @example numberText('(1.234,50 €)', ',') // { value: -1234.5, unit: '€' }
 */
export function numberText(cell: string, decimal: Decimal): NumberText | undefined {
  const parts = patterns[decimal].exec(cell);
  if (!parts) return undefined;
  const [, before = '', whole = '', fraction = '', power = '', after = '', behind = ''] = parts;
  if (before.includes('(') !== behind.includes(')') || (whole === '' && fraction === '')) return undefined;
  const signs = (before + behind).replace(notSigns, '');
  if (signs.length > 1 || (before.includes('(') && signs !== '') || behind.includes('+')) return undefined;
  const money = before.replace(notMoney, '');
  const unit = after.trim();
  if (money !== '' && unit !== '') return undefined;
  const digits = whole.replace(/\D/g, '');
  const exponent = power.replace(/[\u2212\u2013\ufe63\uff0d]/, '-');
  const size = Number(`${digits === '' ? '0' : digits}.${fraction === '' ? '0' : fraction}${exponent}`);
  const isNegative = before.includes('(') || (signs !== '' && signs !== '+');
  return { value: isNegative ? -size : size, unit: money || unit, isGrouped: digits.length !== whole.length };
}

function compiled(decimal: Decimal): RegExp {
  return new RegExp(
    numberPattern(decimal)
      .replace(/\\x\{([\da-f]+)\}/g, '\\u{$1}')
      .replace(/\\-/g, '\\u{2d}'),
    'u',
  );
}
