import { printable } from '@capstan/base';
import type { Checked, TableCheck } from './check-table.ts';

/**
 * What was expected of a table and what was found, for the terminal: first what does not hold.
 *
 * @example console.log(renderCheck('visits.csv', await checkTable(table, expectations)));
 */
export function renderCheck(source: string, { checks }: TableCheck): string {
  const failed = checks.filter(({ passed }) => !passed);
  const line = ({ passed, expected, found, broken, tolerance, examples }: Checked) => {
    const within = passed && broken > 0 ? `, within the ${Number((100 * tolerance).toPrecision(3))} % allowed` : '';
    const some =
      examples.length > 0 ? `, such as ${examples.map((one) => `'${printable(one).slice(0, 60)}'`).join(', ')}` : '';
    return `${passed ? '✔' : '✖'} ${printable(expected)}: ${printable(found)}${some}${within}`;
  };
  const sum =
    failed.length === 0
      ? `All ${checks.length} expectations hold.`
      : `${failed.length} of ${checks.length} expectations ${failed.length === 1 ? 'does' : 'do'} not hold.`;
  return [printable(source), ...failed.map(line), ...checks.filter(({ passed }) => passed).map(line), '', sum].join(
    '\n',
  );
}
