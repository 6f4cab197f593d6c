import { asNumber } from '../../../table/as-number.ts';
import { name } from '../../../table/engine.ts';
import type { TableFindingKind } from '../contract.ts';
import { count, quoted, short } from '../words.ts';

/** What a name says of the numbers below it. */
const RANGES: readonly { name: RegExp; least: number; most: () => number; what: string }[] = [
  { name: /(^|[_\W])age(s|_?(in_?)?years?)?$|^age[_\W]/i, least: 0, most: () => 125, what: 'an age' },
  {
    name: /(^|[_\W])(year|yr|jahr|año|annee|année)$|^(year|birth_?year|yob)([_\W]|$)/i,
    least: 1000,
    most: () => new Date().getUTCFullYear() + 50,
    what: 'a year',
  },
  {
    name: /(^|[_\W])(birth_?year|year_?of_?birth|yob)$/i,
    least: 1880,
    most: () => new Date().getUTCFullYear(),
    what: 'a year of birth',
  },
  { name: /(^|[_\W])lat(itude)?$/i, least: -90, most: () => 90, what: 'a latitude' },
  { name: /(^|[_\W])(lon|lng|longitude)$/i, least: -180, most: () => 180, what: 'a longitude' },
  { name: /(^|[_\W])(month)$/i, least: 0, most: () => 12, what: 'a month' },
  {
    name: /(^|[_\W])(tenure|experience|seniority|duration|quantity|qty|height|weight|distance)(_?(in_?)?\w+)?$/i,
    least: 0,
    most: () => Number.POSITIVE_INFINITY,
    what: 'such a quantity',
  },
];

const BIRTH = /(birth|dob|born|geburt|naissance)/i;

export const impossible: TableFindingKind = {
  kind: 'impossible',
  place: 50,
  about: "Values that what the column's name says can't have: an age of −5, a birth in the future.",
  async look({ table, profile: { columns } }) {
    const found = [];
    for (const { name: column, type, numbers } of columns) {
      if (!numbers) continue;
      const born = BIRTH.test(column) && (type === 'date' || type === 'timestamp');
      const range = born
        ? { least: Date.UTC(1880, 0), most: () => Date.now(), what: 'a date of birth' }
        : type === 'integer' || type === 'number'
          ? RANGES.find((one) => one.name.test(column))
          : undefined;
      if (!range) continue;
      const [least, most] = [range.least, range.most()];
      if (numbers.least >= least && numbers.most <= most) continue;
      const x = asNumber(column, type);
      const top = Number.isFinite(most) ? ` or ${x} > ${most}` : '';
      const { n, example, all } = await table.engine.one(
        `select count(*) filter (${x} < ${least}${top}) as n, any_value(${name(column)}::varchar) filter (${x} < ${least}${top}) as example, count(${x}) as all from (${table.query})`,
      );
      // Many such values, and the name means something else: standardised ages, years since an event.
      if (Number(n) === 0 || Number(n) > 0.05 * Number(all)) continue;
      found.push({
        ...{ kind: 'impossible', severity: 'error' as const, column, items: [] },
        message: `${quoted(column)} has ${count(Number(n))} values that ${range.what} can't have, such as ${born ? String(example) : short(Number(example))}`,
        hint: 'See where they come from; make them missing, or put them right',
      });
    }
    return found;
  },
};
