import { printable } from '@capstan/base';
import { columnsOfQuery } from '../../columns.ts';
import { literal, name, type TableEngine, text } from '../../engine.ts';
import type { ReadingNote } from '../reading.ts';

/** A value of the objects: where it stands in them, and the type that all of its values fit. */
type Leaf = { path: string[]; type: string };

/**
 * Objects of a JSON file as a table in the engine: objects within objects become columns named `outer.inner`, and numbers that a
 * double does not hold to the digit stay text.
 *
 * @returns its query
 */
export async function readObjects(
  engine: TableEngine,
  path: string,
  how: string,
  notes: ReadingNote[],
): Promise<string> {
  const table = engine.name('json');
  const from = (columns = '') => `read_json(${text(literal(path))}, ${how}, sample_size=-1${columns})`;
  await engine.run(`create table ${table} as select * from ${from()}`);
  const columns = await columnsOfQuery(engine, `select * from ${table}`);
  const leaves = columns.flatMap(({ name: one, sql }) => leavesOf([one], sql));
  const doubles = leaves.filter(({ type }) => type === 'DOUBLE');
  const inexact = await notHeld(engine, from, columns, doubles);
  const nested = columns.filter(({ sql }) => sql.startsWith('STRUCT('));
  const mixed = leaves.some(({ type }) => type === 'JSON');
  if (nested.length === 0 && inexact.length === 0 && !mixed) return `select * from ${table}`;
  if (nested.length > 0) {
    const parts = leaves.filter(({ path: names }) => names.length > 1).map(({ path: names }) => names.join('.'));
    const shown = parts.slice(0, 4).map(printable).join(', ');
    const message = `${nested.length === 1 ? '1 column holds' : `${nested.length} columns hold`} objects: their values are columns, such as ${shown}`;
    notes.push({ kind: 'flattened', count: parts.length, message, items: [] });
  }
  for (const { path: names } of inexact) {
    const message = `column '${printable(names.join('.'))}' holds numbers of more digits than a double does: kept as text`;
    notes.push({ kind: 'kept-as-text', count: 1, message, items: [] });
  }
  const raw = engine.name('json');
  const isText = (leaf: Leaf) => inexact.includes(leaf);
  const cells = leaves.map(
    ({ path: names, type }) => `${plainly(names.map(name).join('.'), type)} as ${name(names.join('.'))}`,
  );
  if (inexact.length === 0) return `select ${cells.join(', ')} from ${table}`;
  const both = leaves.map((leaf) => {
    const as = name(leaf.path.join('.'));
    return isText(leaf)
      ? `${textOf(leaf, 'j.')} as ${as}`
      : `${plainly(`t.${leaf.path.map(name).join('.')}`, leaf.type)} as ${as}`;
  });
  await engine.run(
    `create table ${raw} as select ${both.join(', ')} from ${table} t positional join ${from(asJson(columns, inexact))} j`,
  );
  await engine.run(`drop table ${table}`);
  return `select * from ${raw}`;
}

/** Values of several kinds are text: words without the quotes of JSON. */
function plainly(value: string, type: string): string {
  if (type !== 'JSON') return value;
  return `case when json_type(${value}) in ('OBJECT', 'ARRAY') then ${value}::varchar else json_extract_string(${value}, '$') end`;
}

/** The values within an object, however deep; lists stay as they are. */
function leavesOf(path: string[], type: string): Leaf[] {
  if (!type.startsWith('STRUCT(') || !type.endsWith(')')) return [{ path, type }];
  return fieldsOf(type.slice(7, -1)).flatMap(({ field, type: inner }) => leavesOf([...path, field], inner));
}

/** `a BIGINT, "b c" STRUCT(d DOUBLE)` as names and types. */
function fieldsOf(list: string): { field: string; type: string }[] {
  const out: { field: string; type: string }[] = [];
  let [depth, isQuoted, start] = [0, false, 0];
  const take = (end: number) => {
    const part = list.slice(start, end).trim();
    const [, quoted, plain, type = ''] = part.match(/^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s) ?? [];
    out.push({ field: quoted?.replaceAll('""', '"') ?? plain ?? '', type });
    start = end + 1;
  };
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) take(at);
  }
  take(list.length);
  return out;
}

/** The doubles of which some value was written with more digits than a double keeps. */
async function notHeld(
  engine: TableEngine,
  from: (columns: string) => string,
  columns: readonly { name: string; sql: string }[],
  doubles: readonly Leaf[],
): Promise<Leaf[]> {
  if (doubles.length === 0) return [];
  const each = doubles.map((leaf, i) => {
    const v = textOf(leaf);
    return `count(*) filter (regexp_full_match(${v}, '-?[0-9]{16,}') and try_cast(try_cast(${v} as double) as hugeint)::varchar is distinct from ${v}) as c${i}`;
  });
  const row = await engine.one(`select ${each.join(', ')} from ${from(asJson(columns, doubles))}`);
  return doubles.filter((_, i) => Number(row[`c${i}`]) > 0);
}

/** Columns read as the JSON that they are: numbers keep their digits. */
function asJson(columns: readonly { name: string; sql: string }[], leaves: readonly Leaf[]): string {
  const some = columns.filter(({ name: one }) => leaves.some(({ path }) => path[0] === one));
  return `, columns={${some.map(({ name: one }) => `${text(one)}: 'JSON'`).join(', ')}}`;
}

function textOf({ path: [column, ...rest] }: Leaf, from = ''): string {
  const inner = rest.map((one) => `."${one.replaceAll('"', '\\"')}"`).join('');
  return `json_extract_string(${from}${name(column!)}, ${text(`$${inner}`)})`;
}
