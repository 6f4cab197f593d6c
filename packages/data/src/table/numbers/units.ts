/** A unit: how it is written, what it measures, and how many of the first unit of its kind it is. */
type Unit = { forms: readonly string[]; kind: string; factor: number };

const list: readonly Unit[] = [
  { forms: ['kg', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kgs'], kind: 'mass', factor: 1 },
  { forms: ['g', 'gram', 'grams', 'gr'], kind: 'mass', factor: 1e-3 },
  { forms: ['mg', 'milligram', 'milligrams'], kind: 'mass', factor: 1e-6 },
  { forms: ['µg', 'μg', 'ug', 'mcg', 'microgram', 'micrograms'], kind: 'mass', factor: 1e-9 },
  { forms: ['t', 'tonne', 'tonnes'], kind: 'mass', factor: 1000 },
  { forms: ['lb', 'lbs', 'pound', 'pounds'], kind: 'mass', factor: 0.45359237 }, // exact since 1959
  { forms: ['oz', 'ounce', 'ounces'], kind: 'mass', factor: 0.028349523125 },
  { forms: ['st', 'stone', 'stones'], kind: 'mass', factor: 6.35029318 },
  { forms: ['m', 'meter', 'meters', 'metre', 'metres'], kind: 'length', factor: 1 },
  { forms: ['cm', 'centimeter', 'centimeters', 'centimetre', 'centimetres'], kind: 'length', factor: 0.01 },
  { forms: ['mm', 'millimeter', 'millimeters', 'millimetre', 'millimetres'], kind: 'length', factor: 1e-3 },
  { forms: ['µm', 'μm', 'um', 'micrometer', 'micrometre'], kind: 'length', factor: 1e-6 },
  { forms: ['km', 'kilometer', 'kilometers', 'kilometre', 'kilometres'], kind: 'length', factor: 1000 },
  { forms: ['mi', 'mile', 'miles'], kind: 'length', factor: 1609.344 },
  { forms: ['yd', 'yard', 'yards'], kind: 'length', factor: 0.9144 },
  { forms: ['ft', 'foot', 'feet'], kind: 'length', factor: 0.3048 },
  { forms: ['in', 'inch', 'inches'], kind: 'length', factor: 0.0254 },
  { forms: ['l', 'liter', 'liters', 'litre', 'litres'], kind: 'volume', factor: 1 },
  { forms: ['ml', 'milliliter', 'milliliters', 'millilitre', 'millilitres'], kind: 'volume', factor: 1e-3 },
  { forms: ['cl', 'centiliter', 'centilitre'], kind: 'volume', factor: 0.01 },
  { forms: ['dl', 'deciliter', 'decilitre'], kind: 'volume', factor: 0.1 },
  { forms: ['fl oz'], kind: 'volume', factor: 0.0295735295625 }, // United States
  { forms: ['gal', 'gallon', 'gallons'], kind: 'volume', factor: 3.785411784 }, // United States
  { forms: ['s', 'sec', 'secs', 'second', 'seconds'], kind: 'time', factor: 1 },
  { forms: ['ms', 'millisecond', 'milliseconds'], kind: 'time', factor: 1e-3 },
  { forms: ['min', 'mins', 'minute', 'minutes'], kind: 'time', factor: 60 },
  { forms: ['h', 'hr', 'hrs', 'hour', 'hours'], kind: 'time', factor: 3600 },
  { forms: ['d', 'day', 'days'], kind: 'time', factor: 86_400 },
  { forms: ['week', 'weeks', 'wk'], kind: 'time', factor: 604_800 },
  { forms: ['yr', 'yrs', 'year', 'years'], kind: 'years', factor: 1 }, // of no fixed number of days
  { forms: ['%', 'percent', 'per cent', 'pct'], kind: 'per cent', factor: 1 },
  { forms: ['usd', '$', 'us$', 'dollar', 'dollars'], kind: 'usd', factor: 1 },
  { forms: ['eur', '€', 'euro', 'euros'], kind: 'eur', factor: 1 },
  { forms: ['gbp', '£'], kind: 'gbp', factor: 1 },
  { forms: ['¥', '￥'], kind: 'yen or yuan', factor: 1 },
  { forms: ['jpy', 'yen', '円'], kind: 'jpy', factor: 1 },
  { forms: ['cny', 'rmb', '元'], kind: 'cny', factor: 1 },
  { forms: ['chf', 'fr.'], kind: 'chf', factor: 1 },
  { forms: ['inr', '₹', 'rs', 'rs.'], kind: 'inr', factor: 1 },
];

const byForm = new Map(list.flatMap((unit) => unit.forms.map((form) => [form, unit] as const)));

/** What a word measures, as which unit; `undefined` for a word that is no unit known. @example measureOf('LBS.') */
export function measureOf(word: string): { unit: string; kind: string; factor: number } | undefined {
  const plain = word.trim().toLowerCase();
  const found = byForm.get(plain) ?? byForm.get(plain.replace(/\.$/, ''));
  return found && { unit: found.forms[0]!, kind: found.kind, factor: found.factor };
}
