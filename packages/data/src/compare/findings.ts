import type { TableFinding } from '../profile/finding.ts';
import { clip, count, percent, quoted, short } from '../profile/findings/words.ts';
import { isShifted } from '../profile/stability.ts';
import type { ColumnComparison, TableComparison } from './comparison.ts';

/** Points by which a share of gaps may grow. */
const GAPS = 0.05;
/** A table of half the rows, or of less, lost some. */
const SHRUNK = 0.5;

const ORDER = { error: 0, warning: 1, note: 2 };

/** What is otherwise in the later table, the grave first. */
export function comparisonFindings({ before, after, columns }: Omit<TableComparison, 'findings'>): TableFinding[] {
  const found: TableFinding[] = [];
  if (after.rows < SHRUNK * before.rows) {
    found.push({
      ...{ kind: 'fewer-rows', severity: 'warning', items: [] },
      message: `there are ${count(after.rows)} rows, and were ${count(before.rows)}`,
      hint: 'See whether all of them were written',
    });
  }
  for (const column of columns) found.push(...ofColumn(column, before.rows, after.rows));
  return found.sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

function ofColumn(
  { name, before, after, shift, chance = 0, fresh = [], gone = [] }: ColumnComparison,
  rows: number,
  now: number,
): TableFinding[] {
  const column = quoted(name);
  const finding = (
    kind: string,
    severity: TableFinding['severity'],
    message: string,
    hint: string,
    items: TableFinding['items'] = [],
  ) => [{ kind, severity, column: name, message: `${column} ${message}`, hint, items }] satisfies TableFinding[];
  if (!after)
    return finding('column-gone', 'error', 'is not there any more', 'What was trained on it cannot do without');
  if (!before) return finding('column-new', 'note', 'is new', 'Nothing that was trained before looks at it');
  const found: TableFinding[] = [];
  if (before.type !== after.type) {
    found.push(
      ...finding(
        'column-retyped',
        'error',
        `was ${before.type} and is ${after.type}`,
        'See which cells are written otherwise',
      ),
    );
  }
  const [gaps, gapsNow] = [before.missing / Math.max(1, rows), after.missing / Math.max(1, now)];
  if (gapsNow > gaps + GAPS) {
    found.push(
      ...finding(
        'more-missing',
        'warning',
        `is missing in ${percent(gapsNow)} of the rows, and was in ${percent(gaps)}`,
        'See where the gaps come from',
      ),
    );
  }
  if (shift !== undefined && isShifted({ shift, chance })) {
    const [a, b] = [before.numbers, after.numbers];
    const from =
      a && b && before.type !== 'date' && before.type !== 'timestamp'
        ? `, mean ${short(a.mean)} before and ${short(b.mean)} now`
        : '';
    found.push(
      ...finding(
        'drift',
        'warning',
        `is distributed otherwise (stability index ${shift.toFixed(2)}${from})`,
        'See whether the world changed or the way it is measured; a model trained before may be wrong',
      ),
    );
  }
  const listed = (some: readonly { value: string; count: number }[]) =>
    some.slice(0, 5).map(({ value, count: n }) => ({ file: `'${clip(value)}'`, reason: `${count(n)} rows` }));
  if (fresh.length > 0) {
    found.push(
      ...finding(
        'new-values',
        'warning',
        `has ${several(fresh)} that it had not`,
        'A model knows nothing of them',
        listed(fresh),
      ),
    );
  }
  if (gone.length > 0) {
    found.push(
      ...finding(
        'gone-values',
        'note',
        `lacks ${several(gone)} that it had`,
        'See whether they can have ended',
        listed(gone),
      ),
    );
  }
  return found;
}

/** Ten are kept. */
function several({ length }: readonly unknown[]): string {
  return length === 1 ? 'a value' : length === 10 ? 'ten values or more' : `${length} values`;
}
