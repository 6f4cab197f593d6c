import { printable } from '@capstan/base';
import type { TableEngine } from '../engine.ts';
import { contradictionOf, numberColumn, numberSql } from '../numbers/number-column.ts';
import { type Decimal, numberPattern } from '../numbers/number-text.ts';
import type { ReadingOptions } from '../readers/options.ts';
import type { Narrowed, TextColumn } from './text-column.ts';

const bare = new Map([['', 1]]);

// The usual ways, in quick SQL: cells of all, and those that only one of them takes.
const usual: Record<Decimal, { pattern: string; value: (cell: string) => string }> = {
  '.': {
    pattern: '\\s*[+-]?(([1-9][0-9]{0,2}(,[0-9]{3})+|0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?\\s*',
    value: (cell) => `try_cast(replace(${cell}, ',', '') as double)`,
  },
  ',': {
    pattern: '\\s*[+-]?(([1-9][0-9]{0,2}([.][0-9]{3})+|0|[1-9][0-9]*)(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]+)?\\s*',
    value: (cell) => `try_cast(replace(replace(${cell}, '.', ''), ',', '.') as double)`,
  },
};

/** Numbers that are not written as programs write them, decided by all cells of the column. */
export async function numberReading(
  engine: TableEngine,
  about: TextColumn,
  options: ReadingOptions,
): Promise<Narrowed | undefined> {
  const { column, cell, given, count, from } = about;
  const decimal = options.decimal ?? (options.thousands === ',' ? '.' : options.thousands === '.' ? ',' : undefined);
  const label = `column '${printable(column)}'`;
  const full = (which: Decimal) => `regexp_full_match(${cell}, '${usual[which].pattern}')`;
  // Codes with leading zeros, and whole numbers that no double holds, are no numbers here.
  const codes = `regexp_matches(${cell}, '^[^0-9]*0[0-9]') or regexp_matches(regexp_replace(${cell}, '[.,](?:[0-9]{3})', '', 'g'), '[0-9]{16}')`;
  const { odd } = await engine.one(`select count(*) filter (${given} and (${codes})) as odd from ${from}`);
  if (Number(odd) > 0) return undefined;
  const { dot, comma, both, signs } = await engine.one(
    `select count(*) filter (${given} and ${full('.')}) as dot, count(*) filter (${given} and ${full(',')}) as comma, count(*) filter (${given} and ${full('.')} and ${full(',')}) as both, count(*) filter (${given} and regexp_matches(${cell}, '[.,]')) as signs from ${from}`,
  );
  if (Number(signs) === 0) return rare(engine, about, decimal, label);
  const fits = { '.': Number(dot) === count, ',': Number(comma) === count };
  const message = (which: Decimal) =>
    `${label}: numbers with ${which === ',' ? 'a decimal comma' : 'commas between thousands'}, read as such by all of its ${count.toLocaleString('en')} cells`;
  const note = (which: Decimal) => ({ kind: 'decimal' as const, count, message: message(which), items: [] });
  const isProven = (which: Decimal) => decimal === which || (decimal === undefined && Number(both) < count);
  for (const which of [',', '.'] as const) {
    if (!fits[which] || (decimal !== undefined && decimal !== which)) continue;
    if (isProven(which)) return { sql: usual[which].value(cell), notes: [note(which)] };
    if (which === '.') continue;
    const text = `${label}: ${count.toLocaleString('en')} cells such as ${await example(engine, about)} could have thousands or a decimal comma: kept as text`;
    const hint = "Say which: decimal: ',' or thousands: ','";
    return { sql: undefined, notes: [{ kind: 'ambiguous', count, message: text, hint, items: [] }] };
  }
  return rare(engine, about, decimal, label);
}

/** Brackets, other minus signs, spaces between thousands; units are said, and left to the step `number`. */
async function rare(engine: TableEngine, about: TextColumn, decimal: Decimal | undefined, label: string) {
  const { cell, given, count, from } = about;
  const shape = (which: Decimal) => `regexp_matches(${cell}, '${numberPattern(which).replaceAll("'", "''")}')`;
  const { all } = await engine.one(
    `select count(*) filter (${given} and (${shape('.')} or ${shape(',')})) as all from ${from}`,
  );
  if (Number(all) !== count) return undefined;
  const cells = await engine.all(
    `select ${cell} as cell, count(*) as n from ${from} where ${given} group by 1 order by n desc, cell limit 100000`,
  );
  const found = numberColumn(
    cells.map(({ cell: one, n }) => [String(one), Number(n)]),
    decimal,
  );
  if (found.contradicting) {
    const message = `${label}: ${contradictionOf(found.contradicting)}: kept as text`;
    const hint = "Put one of them right, or say which is meant in the step number: decimal: '.' or ','";
    return { sql: undefined, notes: [{ kind: 'ambiguous' as const, count, message, hint, items: [] }] };
  }
  if (found.refused > 0 && found.unit === '') return undefined;
  if (found.unit !== '' || [...found.factors.keys()].some((word) => word !== '')) {
    const words = [...found.factors.keys()]
      .filter((word) => word !== '')
      .slice(0, 4)
      .map(printable);
    const message = `${label}: numbers with a unit or sign (${words.join(', ')}): kept as text`;
    const hint = 'The cleaning step number makes numbers of them, in one unit';
    return { sql: undefined, notes: [{ kind: 'units' as const, count, message, hint, items: [] }] };
  }
  if (found.ambiguous > 0) return undefined;
  const sql = numberSql(cell, { decimal: found.decimal, factors: bare });
  const { read } = await engine.one(`select count(${sql}) as read from ${from} where ${given}`);
  if (Number(read) !== count) return undefined;
  const message = `${label}: numbers with brackets, spaces or other signs, read as such by all of its ${count.toLocaleString('en')} cells`;
  return { sql, notes: [{ kind: 'decimal' as const, count, message, items: [] }] };
}

async function example(engine: TableEngine, { cell, given, from }: TextColumn): Promise<string> {
  const { one } = await engine.one(
    `select ${cell} as one from ${from} where ${given} and contains(${cell}, ',') limit 1`,
  );
  return printable(String(one));
}
