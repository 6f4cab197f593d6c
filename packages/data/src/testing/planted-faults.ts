// Sixty faults planted in tables, one at a time: what a doctor should find in each. Twelve hundred rows of customers that are
// clean but for it, drawn from one seed.
import { purpose, Random } from '@capstan/base';

/** A planted fault: the kinds that name it, where, and the table as CSV. */
export interface Fault {
  name: string;
  kinds: readonly string[];
  column?: string;
  target?: string;
  split?: string;
  rows: Record<string, string>[];
}

const ROWS = 600;
const CITIES = ['Oslo', 'Bergen', 'Trondheim', 'Stavanger', 'Tromso', 'Drammen'];
const PLANS = ['basic', 'plus', 'pro'];

/** A clean table: amounts, counts, categories, dates, and a class that hangs loosely on some of them. */
export function customers(seed: number, count = ROWS): Record<string, string>[] {
  const random = new Random(seed).at(purpose.resample, 0, 0);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return Array.from({ length: count }, (_, i) => {
    const age = Math.min(90, Math.max(18, Math.round(44 + 14 * normal())));
    const weight = Math.max(42, 74 + 12 * normal());
    const income = Math.exp(10.4 + 0.5 * normal());
    const visits = Math.floor(-4 * Math.log(1 - random.uniform()));
    const temperature = 36.8 + 0.4 * normal();
    const y = random.chance(1 / (1 + Math.exp(-(0.04 * (age - 44) + 0.2 * normal())))) ? 'yes' : 'no';
    const day = new Date(Date.UTC(2023, 0, 1 + random.below(700)));
    return {
      age: String(age),
      weight: weight.toFixed(1),
      income: income.toFixed(2),
      visits: String(visits),
      temperature: temperature.toFixed(1),
      city: CITIES[random.below(CITIES.length)]!,
      plan: PLANS[random.below(3)]!,
      since: day.toISOString().slice(0, 10),
      remark: `note ${['called', 'wrote', 'visited', 'asked'][random.below(4)]} about ${['price', 'delivery', 'quality', 'return'][random.below(4)]}`,
      churned: y,
      part: i % 5 === 0 ? 'test' : 'train',
    };
  });
}

type Change = (row: Record<string, string>, i: number, random: Random) => void;

/** The sixty faults. @param seed of the tables, another for each fault */
export function plantedFaults(seed = 7): Fault[] {
  const faults: Fault[] = [];
  const plant = (
    name: string,
    kinds: string | readonly string[],
    column: string | undefined,
    change: Change,
    more: { target?: string; split?: string } = {},
  ) => {
    const rows = customers(seed + faults.length);
    const random = new Random(seed).at(purpose.resample, 1, faults.length);
    for (const [i, row] of rows.entries()) change(row, i, random);
    const options = more;
    const shown = rows.map((row) => {
      const { part, ...rest } = row;
      return options.split ? row : rest;
    });
    faults.push({
      name,
      kinds: typeof kinds === 'string' ? [kinds] : kinds,
      ...(column ? { column } : {}),
      ...options,
      rows: shown,
    });
  };
  const some =
    (share: number, change: Change): Change =>
    (row, i, random) =>
      random.chance(share) && change(row, i, random);

  // Units, signs and codes in numbers.
  plant('weights with kg behind them', ['numbers-as-text', 'reading'], 'weight', (row) => (row.weight += ' kg'));
  plant(
    'kilograms and pounds in words',
    ['numbers-as-text', 'mixed-units', 'reading'],
    'weight',
    (row, i) => (row.weight = i % 6 ? `${row.weight} kg` : `${(Number(row.weight) * 2.20462).toFixed(1)} lb`),
  );
  plant('pounds among kilograms', ['mixed-magnitudes', 'outliers'], 'weight', (row, i) => {
    if (i % 12 === 0) row.weight = (Number(row.weight) * 2.20462).toFixed(1);
  });
  plant(
    'grams among kilograms',
    'mixed-magnitudes',
    'weight',
    some(0.05, (row) => (row.weight = (Number(row.weight) * 1000).toFixed(0))),
  );
  plant(
    'cents among dollars',
    ['mixed-magnitudes', 'outliers'],
    'temperature',
    some(0.03, (row) => (row.temperature = (Number(row.temperature) * 100).toFixed(0))),
  );
  plant(
    '-999 for no weight',
    'stand-in',
    'weight',
    some(0.04, (row) => (row.weight = '-999')),
  );
  plant(
    '-1 for no age',
    ['stand-in', 'impossible'],
    'age',
    some(0.04, (row) => (row.age = '-1')),
  );
  plant(
    '9999 for no visits',
    ['stand-in', 'outliers'],
    'visits',
    some(0.02, (row) => (row.visits = '9999')),
  );
  plant(
    '0 for no weight',
    'stand-in',
    'weight',
    some(0.05, (row) => (row.weight = '0')),
  );
  plant(
    '0 for no temperature',
    'stand-in',
    'temperature',
    some(0.03, (row) => (row.temperature = '0.0')),
  );
  plant('an age of -5', 'impossible', 'age', (row, i) => {
    if (i === 40) row.age = '-5';
  });
  plant(
    'ages above 150',
    'impossible',
    'age',
    some(0.01, (row) => (row.age = '187')),
  );
  plant(
    'a year 2199',
    ['impossible', 'outliers'],
    'birth_year',
    (row, i) => (row.birth_year = i % 97 ? String(2023 - Number(row.age)) : '2199'),
  );
  plant(
    'infinite incomes',
    'infinite',
    'income',
    some(0.01, (row) => (row.income = 'inf')),
  );
  plant('one income a million times too high', 'outliers', 'income', (row, i) => {
    if (i === 77) row.income = '99000000000';
  });
  plant('a thermometer that broke', ['outliers', 'stand-in', 'mixed-magnitudes'], 'temperature', (row, i) => {
    if (i % 300 === 5) row.temperature = '93.5';
  });
  plant(
    'a decimal comma',
    ['numbers-as-text', 'reading'],
    'weight',
    (row) => (row.weight = row.weight!.replace('.', ',')),
  );
  plant(
    'a few words among numbers',
    ['numbers-as-text', 'reading'],
    'visits',
    some(0.01, (row) => (row.visits = 'several')),
  );
  plant(
    'dollar signs and thousands',
    ['numbers-as-text', 'reading'],
    'income',
    (row) => (row.income = `$${Number(row.income).toLocaleString('en')}`),
  );
  plant('per cent signs', ['numbers-as-text', 'reading'], 'rate', (row, i) => (row.rate = `${(i * 37) % 100}%`));
  // Missing.
  plant(
    'half of the incomes missing',
    'missing',
    'income',
    some(0.5, (row) => (row.income = '')),
  );
  plant(
    'a few cities missing',
    'missing',
    'city',
    some(0.02, (row) => (row.city = '')),
  );
  plant(
    'N/A in a text',
    ['null-like', 'reading'],
    'city',
    some(0.03, (row) => (row.city = 'N/A')),
  );
  plant(
    'a question mark for none',
    ['null-like', 'reading'],
    'plan',
    some(0.05, (row) => (row.plan = '?')),
  );
  plant(
    'unknown for none',
    ['null-like', 'reading'],
    'city',
    some(0.04, (row) => (row.city = 'unknown')),
  );
  // Columns.
  plant('a constant', 'constant', 'country', (row) => (row.country = 'NO'));
  plant('a constant with gaps', ['constant', 'missing'], 'flag', (row, i) => (row.flag = i % 3 ? '1' : ''));
  plant('a column that is nearly constant', 'constant', 'flag', (row, i) => (row.flag = i === 9 ? 'x' : 'y'));
  plant('a copy of a column', 'same-column', 'kilos', (row) => (row.kilos = row.weight!));
  plant('the same in pounds', 'same-column', undefined, (row) => (row.pounds = String(Number(row.weight) * 2.20462)));
  plant('a running number', 'identifier', 'id', (row, i) => (row.id = String(i + 1)));
  plant(
    'a code of its own in each row',
    'identifier',
    'ref',
    (row, i) => (row.ref = `R${((i * 7919) % 99991).toString(36)}-${i}`),
  );
  plant(
    'identifiers of nineteen digits',
    'identifier',
    'user_id',
    (row, i) => (row.user_id = String(1350000000000000001n + BigInt(i))),
  );
  // Spelling.
  plant(
    'capitals',
    'spellings',
    'city',
    some(0.1, (row) => (row.city = row.city!.toUpperCase())),
  );
  plant(
    'a blank behind',
    ['spellings', 'wrong-cells'],
    'city',
    some(0.1, (row) => (row.city += ' ')),
  );
  plant('accents', ['spellings', 'wrong-cells'], 'city', (row, i) => {
    if (row.city === 'Tromso' && i % 4 === 0) row.city = 'Tromsø';
  });
  plant(
    'typing errors',
    ['wrong-cells', 'spellings'],
    'city',
    some(0.01, (row) => (row.city = row.city!.replace('r', 'rr').replace('Oslo', 'Olso'))),
  );
  plant('UTF-8 read as Latin-1', 'mojibake', 'city', (row) => {
    if (row.city === 'Tromso') row.city = 'TromsÃ¸';
  });
  plant(
    'a replacement character',
    'mojibake',
    'remark',
    some(0.02, (row) => (row.remark += ' caf\ufffd')),
  );
  // Dates.
  plant('dates in two formats', 'mixed-dates', 'since', (row, i) => {
    if (i % 3 === 0) row.since = swap(row.since!, '/');
  });
  plant('day first, as text', ['mixed-dates', 'reading'], 'since', (row) => (row.since = swap(row.since!, '/')));
  plant('dates with names of months', ['mixed-dates', 'reading'], 'since', (row, i) => {
    if (i % 2 === 0) row.since = `${Number(row.since!.slice(8))} Jan ${row.since!.slice(0, 4)}`;
  });
  // Rows.
  plant('copies of rows', 'duplicate-rows', undefined, () => {});
  faults.at(-1)!.rows.push(...faults.at(-1)!.rows.slice(0, 20));
  plant(
    'texts that are nearly the same',
    'near-duplicate-text',
    'story',
    (row, i) =>
      (row.story =
        i % 50 === 1
          ? 'the customer called twice about the same broken delivery of last week and was angry'
          : `${i} ${row.remark} ${((i * 7919) % 99991).toString(36)} ${((i * 104729) % 99991).toString(36)} ${(i * 31) % 977} times over ${i % 13} weeks`),
  );
  faults.at(-1)!.rows.forEach((row, i) => {
    if (i % 100 === 1) row.story += '.';
  });
  plant('the same row under two classes', 'contradictions', undefined, () => {}, { target: 'churned' });
  faults.at(-1)!.rows.push(
    ...faults
      .at(-1)!
      .rows.slice(0, 6)
      .map((row) => ({ ...row, churned: row.churned === 'yes' ? 'no' : 'yes' })),
  );
  // Personal data.
  plant('mail addresses', 'personal-data', 'contact', (row, i) => (row.contact = `user${i}@example.org`));
  plant(
    'phone numbers',
    'personal-data',
    'contact',
    (_row, i) => (_row.contact = `+47 22 ${String(100000 + i * 37).slice(0, 2)} ${String(1000 + i).slice(0, 4)}`),
  );
  plant(
    'names of people',
    'personal-data',
    'who',
    (row, i) =>
      (row.who = `${['Anna', 'Peter', 'Maria', 'Lars', 'Emma', 'Max', 'Ingrid'][i % 7]} ${['Hansen', 'Olsen', 'Berg', 'Lie', 'Dahl', 'Moe'][(i >> 2) % 6]}${['', 'sen', 'rud'][i % 3]}`),
  );
  plant(
    'dates of birth',
    'personal-data',
    'dob',
    (row, i) => (row.dob = `19${String(50 + (i % 50))}-0${1 + (i % 9)}-1${i % 9}`),
  );
  plant(
    'streets',
    'personal-data',
    'where',
    (row, i) =>
      (row.where = `${1 + (i % 90)} ${['Main', 'High', 'Church', 'Park'][i % 4]} ${['Street', 'Road', 'Lane'][i % 3]}`),
  );
  plant(
    'coordinates',
    'personal-data',
    'position',
    (row, i) => (row.position = `${(59 + i / 1000).toFixed(5)}, ${(10 + i / 900).toFixed(5)}`),
  );
  plant('card numbers', 'personal-data', 'card', (row, i) => (row.card = luhnNumber(i)));
  // The target.
  plant('one class', 'one-class', 'churned', (row) => (row.churned = 'no'), { target: 'churned' });
  plant('one in thirty', 'class-imbalance', 'churned', (row, i) => (row.churned = i % 30 ? 'no' : 'yes'), {
    target: 'churned',
  });
  plant(
    'the target in other words',
    'target-leak',
    'reason',
    (row) => (row.reason = row.churned === 'yes' ? 'left' : 'stays'),
    { target: 'churned' },
  );
  plant(
    'a score with a threshold',
    'target-leak',
    'score',
    (row, _, random) => (row.score = (random.uniform(0, 0.5) + (row.churned === 'yes' ? 0.5 : 0)).toFixed(6)),
    { target: 'churned' },
  );
  plant(
    'the target with noise',
    'target-leak',
    'later',
    (row, i) => (row.later = String(Number(row.income) + (i % 7) * 1e-3)),
    { target: 'income' },
  );
  // Splits.
  plant('rows in two splits', 'split-overlap', undefined, () => {}, { split: 'part' });
  faults.at(-1)!.rows.push(
    ...faults
      .at(-1)!
      .rows.slice(1, 5)
      .map((row) => ({ ...row, part: 'test' })),
  );
  plant(
    'another range in the test',
    'drift',
    'visits',
    (row) => {
      if (row.part === 'test') row.visits = String(Number(row.visits) + 40);
    },
    { split: 'part' },
  );
  plant(
    'a category in one split alone',
    'drift',
    'plan',
    (row) => {
      if (row.part === 'test') row.plan = 'legacy';
    },
    {
      split: 'part',
    },
  );
  return faults;
}

/** yyyy-mm-dd with the day first. */
function swap(day: string, by: string): string {
  const [y, m, d] = day.split('-');
  return [d, m, y].join(by);
}

function luhnNumber(i: number): string {
  const body = `453914880${String(100000 + i * 13).slice(0, 6)}`;
  let sum = 0;
  for (let k = 0; k < body.length; k++) {
    const digit = Number(body[body.length - 1 - k]);
    sum += k % 2 === 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return body + ((10 - (sum % 10)) % 10);
}

/** Rows as CSV. */
export function csvOf(rows: readonly Record<string, string>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[names, ...rows.map((row) => names.map((name) => row[name] ?? ''))].map((line) => line.map(cell).join(',')).join('\n')}\n`;
}
