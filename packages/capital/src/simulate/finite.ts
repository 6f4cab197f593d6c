import type { Distribution } from '../distribution/distribution.ts';
import { CapitalError } from '../errors.ts';
import { numberInWords } from '../number-in-words.ts';
import type { Expression } from './language/expression.ts';
import { describe, type Model } from './language/model.ts';

/** Where a column (months × paths) first holds what is no finite number, or −1. */
export function firstEndless(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]! * 0; // NaN as soon as one is none
  return sum === 0 ? -1 : column.findIndex((value) => !Number.isFinite(value));
}

/** A line's value on all paths, by months. */
type Follow = (lines: readonly string[]) => ReadonlyMap<string, Float64Array>;

/** Tells which line first made no number of numbers: by month, then by who needs whom. */
export function notFinite(model: Model, line: string, paths: number, follow: Follow): CapitalError {
  const lines = neededBy(model, line);
  const columns = new Map<string, Float64Array>();
  const room = Math.max(1, Math.floor(2e7 / (model.months * paths)));
  for (let i = 0; i < lines.length; i += room) {
    const some = lines.slice(i, i + room);
    const found = follow(some);
    for (const name of some) if (firstEndless(found.get(name)!) >= 0) columns.set(name, found.get(name)!);
  }
  const monthIn = (column: Float64Array): number => Math.floor(firstEndless(column) / paths);
  const month = Math.min(...[...columns.values()].map(monthIn));
  const bad = [...columns].filter(([, column]) => monthIn(column) === month);
  // The one whose own parts are finite in that month.
  const [name, column] =
    bad.find(
      ([each]) =>
        !namesIn(model.lines[each]!.formula).some((part) => part !== each && bad.some(([other]) => other === part)),
    ) ?? bad[0]!;
  const here = column.subarray(month * paths, (month + 1) * paths);
  const path = here.findIndex((value) => !Number.isFinite(value));
  const count = here.filter((value) => !Number.isFinite(value)).length;
  const when = model.start === undefined ? `month ${month}, from 0` : monthName(model.start, month);
  return new CapitalError(
    'not-finite',
    `'${name}' is ${numberInWords(here[path]!)} in ${when} on ${count === paths ? 'every path' : `${count} of ${paths} paths, first ${path}`}: ${describe(model.lines[name]!.formula)}. Keep the formula from dividing by 0, and log and powers from what has none, such as with if(…, …, 0) or max(…, …).`,
    { fields: { line: name, month, path, value: here[path], count } },
  );
}

function monthName(start: string, months: number): string {
  const count = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

function namesIn(expression: Expression): string[] {
  if (expression.op === 'name') return [expression.name];
  return expression.op === 'call' ? expression.args.flatMap(namesIn) : [];
}

/** A line and all that it needs, in any month. */
function neededBy(model: Model, line: string): string[] {
  const seen = new Set<string>();
  const open = [line];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name) || !Object.hasOwn(model.lines, name)) continue;
    seen.add(name);
    open.push(...namesIn(model.lines[name]!.formula));
  }
  return [...seen];
}

/** Refuses a distribution with an end that is no number: it would spoil every path in silence. */
export function checkGiven(name: string, given: Distribution | undefined): Distribution {
  if (!given)
    throw new CapitalError('bad-plan', `The input '${name}' has no value and no distribution.`, { fields: { name } });
  if (given.kind === 'constant' && !Number.isFinite(given.value))
    throw new CapitalError('bad-number', `${name}: expected a finite number, received ${String(given.value)}.`, {
      fields: {
        name,
      },
    });
  return given;
}
