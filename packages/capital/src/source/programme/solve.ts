import type { Highs } from 'highs';
import { CapitalError } from '../../errors.ts';
import { type Programme, toLp } from './programme.ts';

/** The values of a programme's unknowns at its proven optimum. */
export interface Solution {
  readonly cost: number;
  readonly values: readonly number[];
}

let solver: Promise<Highs> | undefined;

async function load(): Promise<Highs> {
  const { default: start } = await import('highs');
  return (start as unknown as () => Promise<Highs>)(); // as: its types describe the CommonJS build, one default deeper
}

/**
 * Solves a programme with HiGHS in WebAssembly (3.5 MB, loaded at the first call) until no gap is left.
 *
 * @returns undefined when nothing fulfils all rows
 * @throws {CapitalError} bad-input — when HiGHS ends in any other way
 * @example const solution = await solve(programme)
 */
export async function solve(programme: Programme): Promise<Solution | undefined> {
  if (programme.variables.length === 0) programme.variable(0);
  solver ??= load();
  const highs = await solver;
  const result = highs.solve(toLp(programme), { output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
  if (result.Status === 'Infeasible' || result.Status === 'Primal infeasible or unbounded') return undefined;
  if (result.Status !== 'Optimal') {
    throw new CapitalError(
      'bad-input',
      `HiGHS ended with '${result.Status}' instead of an optimum. Check for prices or caps of absurd size.`,
      {
        fields: {
          status: result.Status,
        },
      },
    );
  }
  const values = programme.variables.map(({ integer }, i) => {
    const column = result.Columns[`x${i}`];
    const value = column && 'Primal' in column ? column.Primal : 0; // an unknown in no row and no cost is left out
    return integer ? Math.round(value) : value;
  });
  return { cost: result.ObjectiveValue, values };
}
