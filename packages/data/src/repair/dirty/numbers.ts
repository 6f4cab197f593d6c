import type { CellRepair, TextTable } from './text-table.ts';

/** Ways to write the same unit. */
const units: readonly (readonly string[])[] = [
  ['oz', 'ounce', 'ounces', 'fl oz'],
  ['g', 'gram', 'grams', 'gr'],
  ['kg', 'kilo', 'kilos', 'kilogram', 'kilograms'],
  ['lb', 'lbs', 'pound', 'pounds'],
  ['mg', 'milligram', 'milligrams'],
  ['m', 'meter', 'meters', 'metre', 'metres'],
  ['cm', 'centimeter', 'centimeters', 'centimetre', 'centimetres'],
  ['mm', 'millimeter', 'millimeters', 'millimetre', 'millimetres'],
  ['km', 'kilometer', 'kilometers', 'kilometre', 'kilometres'],
  ['mi', 'mile', 'miles'],
  ['ft', 'foot', 'feet'],
  ['in', 'inch', 'inches'],
  ['l', 'liter', 'liters', 'litre', 'litres'],
  ['ml', 'milliliter', 'milliliters', 'millilitre', 'millilitres'],
  ['s', 'sec', 'second', 'seconds'],
  ['min', 'minute', 'minutes'],
  ['h', 'hr', 'hrs', 'hour', 'hours'],
  ['day', 'days', 'd'],
  ['yr', 'year', 'years'],
  ['%', 'percent', 'pct'],
  ['usd', '$', 'dollar', 'dollars'],
  ['eur', '€', 'euro', 'euros'],
];

const family = new Map(units.flatMap((forms) => forms.map((form) => [form, forms[0]!] as const)));

/** The unit's usual name; `undefined` for a word that is no unit known. @example unitOf('Ounces.') // 'oz' */
export function unitOf(text: string): string | undefined {
  return family.get(text.trim().toLowerCase().replace(/\.$/, ''));
}

/** A number before a word. */
const measured = /^\s*([+-]?\d+(?:\.\d+)?)\s*(%|[^\d\s].*)?$/s;

const plain = /^[+-]?\d+(?:\.\d+)?$/;

/** Whether enough cells begin with a number; where too many do not, the rest is not looked at. */
function mayBeMeasured(cells: readonly string[], filled: number): boolean {
  let others = 0;
  for (const cell of cells) if (cell !== '' && !measured.test(cell) && ++others > 0.05 * filled) return false;
  return true;
}

/**
 * Columns of numbers with a unit that is written in several ways, or only sometimes: the bare number stays. A unit that all
 * cells share in one spelling is left as it is. Noise of binary fractions (0.055999999999999994) is rounded off with it.
 */
export function unlikeUnits({ names, columns }: TextTable): CellRepair[] {
  return names.flatMap((column, c) => {
    const cells = columns[c]!;
    const filled = cells.filter((cell) => cell !== '').length;
    // Most columns are told by the bare numbers in them: nearly all, or that and something else.
    const bare = cells.filter((cell) => plain.test(cell)).length;
    if (bare > 0.97 * filled) return [];
    if (!mayBeMeasured(cells, filled)) return [];
    const parts = cells.map((cell) => cell.match(measured));
    const matched = parts.filter((part) => part !== null).length;
    if (matched < 20 || matched < 0.95 * filled) return [];
    const forms = new Map<string, number>();
    const families = new Set<string>();
    let known = 0;
    for (const part of parts) {
      if (!part) continue;
      const [, , suffix = ''] = part;
      forms.set(suffix, (forms.get(suffix) ?? 0) + 1);
      const unit = suffix === '' ? '' : (unitOf(suffix) ?? unitOf(suffix.split(/\s/, 1)[0]!));
      if (unit === undefined) continue;
      known += 1;
      if (unit !== '') families.add(unit);
    }
    const main = Math.max(...forms.values());
    if (families.size !== 1 || known < 0.95 * matched || main > 0.97 * matched) return [];
    return cells.flatMap((was, row): CellRepair[] => {
      const part = parts[row];
      if (!part) return [];
      const becomes = String(Number(Number(part[1]).toPrecision(12)));
      return becomes === was
        ? []
        : [{ row, column, was, becomes, kind: 'unit', why: 'a unit written in several ways' }];
    });
  });
}
