import { checked } from '../checked.ts';
import { CapitalError } from '../errors.ts';

/**
 * What knowing one input before choosing is worth, out of a simulation: E[max over choices of E[pay | input]] less the best
 * choice without knowing. The conditional mean is taken over equal parts of the sorted input (Strong and Oakley 2013).
 *
 * @throws {CapitalError} bad-number — unless every column is as long as the input and of finite numbers
 * @example worthOfKnowing(simulation.inputs.get('churn')!, { raise: paysA, wait: paysB })
 */
export function worthOfKnowing(input: Float64Array, pays: Readonly<Record<string, Float64Array>>, parts = 20): number {
  checked('parts', parts, { least: 1, whole: true });
  const columns = Object.values(pays);
  const endless = Object.entries({ input, ...pays }).find(([, column]) => !column.every(Number.isFinite));
  if (endless)
    throw new CapitalError('bad-number', `Expected finite numbers in ${endless[0]}, received some that are not.`, {
      fields: {
        column: endless[0],
      },
    });
  if (columns.length === 0 || columns.some(({ length }) => length !== input.length) || input.length < parts) {
    throw new CapitalError(
      'bad-number',
      `Expected a column of ${input.length} pay-offs for every choice, at least ${parts}.`,
    );
  }
  const order = Uint32Array.from(input, (_, i) => i).sort((a, b) => input[a]! - input[b]! || a - b);
  const best = (from: number, until: number): number =>
    Math.max(
      ...columns.map((column) => {
        let sum = 0;
        for (let i = from; i < until; i++) sum += column[order[i]!]!;
        return sum;
      }),
    ) / input.length;
  let informed = 0;
  for (let part = 0; part < parts; part++) {
    informed += best(Math.floor((part * input.length) / parts), Math.floor(((part + 1) * input.length) / parts));
  }
  return Math.max(0, informed - best(0, input.length));
}
