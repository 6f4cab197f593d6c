/** A way of writing a date: the shape of its text, and strptime's words for it. */
interface Form {
  /** A regular expression that JavaScript and RE2 understand alike. */
  shape: string;
  format: string;
  /** The same with the month first, of those that can be meant either way; `sign` stands between their numbers. */
  monthFirst?: string;
  sign?: '/' | '-';
}

const either = (sign: '/' | '-', year: 'Y' | 'y'): Form => ({
  shape: `\\d{1,2}${sign}\\d{1,2}${sign}\\d{${year === 'Y' ? 4 : 2}}`,
  format: `%d${sign}%m${sign}%${year}`,
  monthFirst: `%m${sign}%d${sign}%${year}`,
  sign,
});

const forms: readonly Form[] = [
  { shape: '\\d{4}-\\d{1,2}-\\d{1,2}', format: '%Y-%m-%d' },
  { shape: '\\d{4}/\\d{1,2}/\\d{1,2}', format: '%Y/%m/%d' },
  { shape: '\\d{4}[.]\\d{1,2}[.]\\d{1,2}', format: '%Y.%m.%d' },
  { shape: '\\d{1,2}[.]\\d{1,2}[.]\\d{4}', format: '%d.%m.%Y' },
  either('/', 'Y'),
  either('/', 'y'),
  either('-', 'Y'),
  either('-', 'y'),
  { shape: '\\d{1,2}-[A-Za-z]{3}-\\d{4}', format: '%d-%b-%Y' },
  { shape: '\\d{1,2}-[A-Za-z]{3}-\\d{2}', format: '%d-%b-%y' },
  { shape: '\\d{1,2} [A-Za-z]{3} \\d{4}', format: '%d %b %Y' },
  { shape: '\\d{1,2} [A-Za-z]{4,9} \\d{4}', format: '%d %B %Y' },
  { shape: '[A-Za-z]{3} \\d{1,2}, \\d{4}', format: '%b %d, %Y' },
  { shape: '[A-Za-z]{4,9} \\d{1,2}, \\d{4}', format: '%B %d, %Y' },
];

/** A time of day behind the date, and its distance from UTC. */
const clock = '[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:[.]\\d{1,9})?)?(?: ?[AaPp][Mm])?';
const zone = ' ?(?:[Zz]|[+-]\\d{2}:?\\d{2})';

const whole = forms.map((form) => ({
  form,
  test: new RegExp(`^(${form.shape})(?:(${clock})(${zone})?)?$`),
}));

/** One format of a column, with the cells written so. */
export interface DateFormat {
  /** In strptime's words; of a date that may be meant either way, as it is taken. */
  format: string;
  shape: string;
  count: number;
  example: string;
}

/** How a column's dates are written, by all of its cells. */
export interface DateColumn {
  /** The most frequent first. */
  formats: DateFormat[];
  /** Cells that are written as dates, and those that hold something. */
  dates: number;
  filled: number;
  /** Cells with a time of day, and of them those with a distance from UTC. */
  clocks: number;
  zoned: number;
  /** Set where the cells do not say whether day or month comes first: some that prove either, or that prove neither. */
  open?: { dayFirst: string[]; monthFirst: string[]; neither: string[] };
}

/**
 * The formats in which a column's dates are written. Whether day or month comes first is proven by a number above 12, for all
 * cells with the same sign between their numbers; where nothing proves it, or cells contradict each other, it is `open`.
 *
 * @param cells different cells and how often each comes
 * @param dayFirst whether the day comes first, where that is known
 * @example dateColumn([['13/04/2024', 1], ['07/08/2024', 2]]).formats[0].format // '%d/%m/%Y'
 */
export function dateColumn(cells: Iterable<readonly [string | null, number]>, dayFirst?: boolean): DateColumn {
  const found = { dates: 0, filled: 0, clocks: 0, zoned: 0 };
  const written: { form: Form; cell: string; count: number; date: string }[] = [];
  for (const [given, count] of cells) {
    const cell = given?.trim() ?? '';
    if (cell === '') continue;
    found.filled += count;
    for (const { form, test } of whole) {
      const [match, date = '', time, far] = cell.match(test) ?? [];
      if (match === undefined) continue;
      written.push({ form, cell, count, date });
      found.dates += count;
      if (time) found.clocks += count;
      if (far) found.zoned += count;
      break;
    }
  }
  const order = new Map<string, boolean>(); // by sign: whether the day comes first
  let open: DateColumn['open'];
  for (const sign of ['/', '-'] as const) {
    const of = written
      .filter(({ form }) => form.sign === sign)
      .map(({ cell, date }) => ({ cell, ...proofOf(date, sign) }));
    if (of.length === 0) continue;
    const day = of.filter(({ proves }) => proves === 'day').map(({ cell }) => cell);
    const month = of.filter(({ proves }) => proves === 'month').map(({ cell }) => cell);
    order.set(sign, dayFirst ?? day.length >= month.length);
    if (dayFirst !== undefined || day.length > 0 !== month.length > 0) continue;
    const neither = of.filter(({ proves }) => proves === undefined).map(({ cell }) => cell);
    open ??= { dayFirst: day, monthFirst: month, neither };
  }
  const formats = new Map<Form, DateFormat>();
  for (const { form, cell, count } of written) {
    const known = formats.get(form);
    if (known) known.count += count;
    else {
      const isMonth = form.sign !== undefined && order.get(form.sign) === false;
      const format = (isMonth ? form.monthFirst : undefined) ?? form.format;
      formats.set(form, { format, shape: form.shape, count, example: cell });
    }
  }
  const sorted = [...formats.values()].sort((a, b) => b.count - a.count);
  return { ...found, formats: sorted, ...(open && { open }) };
}

function proofOf(date: string, sign: string): { proves: 'day' | 'month' | undefined } {
  const [first, second] = date.split(sign).map(Number);
  return { proves: first! > 12 ? 'day' : second! > 12 ? 'month' : undefined };
}

/** Whether a column is one of dates: nine tenths of its cells are written so. */
export const areDates = ({ dates, filled }: DateColumn): boolean => dates > 0 && dates >= 0.9 * filled;

/** What is open about a column's dates, in a sentence. */
export function openOrder({ dayFirst, monthFirst, neither }: NonNullable<DateColumn['open']>): string {
  return dayFirst.length > 0
    ? `some cells have the day first, such as '${dayFirst[0]}', and some the month, such as '${monthFirst[0]}'`
    : `whether day or month comes first, none of its cells says: '${neither[0]}' could be either`;
}

/**
 * The date or time of a cell in SQL; nothing where it is none, or where some times say their distance from UTC and this does not.
 *
 * @param cell text, in SQL
 */
export function dateSql(cell: string, { formats, clocks, zoned }: DateColumn): string {
  const v = `trim(${cell})`;
  const part = (pattern: string, group = 0) => `regexp_extract(${v}, '${pattern}', ${group})`;
  const days = formats.map(({ shape, format }) => {
    const end = clocks === 0 ? '' : `(?:${clock}(?:${zone})?)?`;
    return `when regexp_full_match(${v}, '${shape}${end}') then try_strptime(${part(`^${shape}`)}, '${format}')`;
  });
  const day = `case ${days.join(' ')} end`;
  if (clocks === 0) return `(${day})::date`;
  const number = (pattern: string) => `coalesce(try_cast(${part(pattern, 1)} as double), 0)`;
  const [hour, minute] = [number('[T ](\\d{1,2}):\\d{2}'), number('[T ]\\d{1,2}:(\\d{2})')];
  const second = number('[T ]\\d{1,2}:\\d{2}:(\\d{2}(?:[.]\\d+)?)');
  const half = `lower(${part('\\d ?([AaPp])[Mm]', 1)})`;
  const hours = `case ${half} when 'p' then ${hour} % 12 + 12 when 'a' then ${hour} % 12 else ${hour} end`;
  const away = '[T ]\\d{1,2}:\\d{2}[^+-]*([+-])(\\d{2}):?(\\d{2})$';
  const offset = `case ${part(away, 1)} when '-' then -1 else 1 end * (coalesce(try_cast(${part(away, 2)} as double), 0) * 60 + coalesce(try_cast(${part(away, 3)} as double), 0))`;
  const seconds = `((${hours}) * 3600 + (${minute} - (${offset})) * 60 + ${second})`;
  const right = `${hour} < 24 and ${minute} < 60 and ${second} < 60`;
  const same = zoned === 0 ? 'true' : `regexp_matches(${v}, '[T ]\\d{1,2}:\\d{2}.*(?:[Zz]|[+-]\\d{2}:?\\d{2})$')`;
  return `case when ${right} and ${same} then (${day})::timestamp + to_microseconds((${seconds} * 1e6)::bigint) end`;
}
