import type { Distribution } from '../distribution/distribution.ts';
import { CapitalError } from '../errors.ts';
import { own, record } from '../record.ts';
import type { Correlation } from './columns/correlate.ts';
import { drawInputs } from './columns/draw.ts';
import { checkGiven, firstEndless, notFinite } from './finite.ts';
import type { Model } from './language/model.ts';
import { compile } from './program/compile.ts';
import type { Program } from './program/program.ts';
import { type Engine, runProgram } from './program/run-program.ts';

export interface SimulateOptions {
  readonly seed?: number;
  readonly paths?: number;
  readonly correlations?: readonly Correlation[];
  readonly sampling?: 'latin' | 'plain';
  /** Inputs held at one value. */
  readonly pinned?: Readonly<Record<string, number>>;
  readonly engine?: Engine;
  /** An earlier simulation that is no longer read: its lines' memory is written over where it fits. */
  readonly reuse?: Simulation;
}

/** What came out: every output line as months × paths, and the inputs it came from. */
export interface Simulation {
  readonly months: number;
  readonly paths: number;
  readonly seed: number;
  readonly inputs: ReadonlyMap<string, Float64Array>;
  /** lines.get('cash')![month × paths + path] */
  readonly lines: ReadonlyMap<string, Float64Array>;
}

const programs = new WeakMap<Model, Map<string, Program>>();

/** A model's program for some outputs, compiled once. */
function programOf(model: Model, outputs: readonly string[]): Program {
  const known = programs.get(model) ?? new Map<string, Program>();
  programs.set(model, known);
  const key = outputs.join('\u0000');
  const program = known.get(key) ?? compile(model, outputs);
  known.set(key, program);
  return program;
}

/**
 * Follows many paths of a model through its months: inputs drawn once a path by a Latin hypercube with a Gaussian copula,
 * shocks drawn each month. The same seed gives the same bits on every machine; an input or a shock that is added leaves the
 * draws of the others alone.
 *
 * @throws {CapitalError} bad-plan — when an input has no distribution
 * @throws {CapitalError} bad-number — on a number of paths that cannot be
 * @throws {CapitalError} not-finite — with line, month and path where a formula gives no number
 * @example simulate(model, { price: to(5, 10) }, ['cash'], { seed: 7, paths: 10_000 }).lines.get('cash')
 */
export function simulate(
  model: Model,
  distributions: Readonly<Record<string, Distribution>>,
  outputs: readonly string[],
  options: SimulateOptions = {},
): Simulation {
  const {
    seed = 1,
    paths = 10_000,
    pinned = {},
    correlations = [],
    sampling = 'latin',
    engine = 'wasm',
    reuse,
  } = options;
  if (!Number.isInteger(paths) || paths < 1 || paths > 1_000_000) {
    throw new CapitalError('bad-number', `Expected 1 to 1,000,000 paths, received ${paths}.`, { fields: { paths } });
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new CapitalError('bad-number', `Expected a whole number from 0 as a seed, received ${seed}.`, {
      fields: { seed },
    });
  }
  const cells = model.months * paths * outputs.length;
  if (cells > 2e8) {
    throw new CapitalError(
      'bad-number',
      `${cells.toLocaleString('en')} numbers do not fit: ask for fewer paths or lines.`,
      { fields: { cells } },
    );
  }
  const program = programOf(model, outputs);
  const drawn = record<Distribution>();
  for (const name of program.inputs) {
    const pin = own(pinned, name);
    drawn[name] = checkGiven(name, pin === undefined ? own(distributions, name) : { kind: 'constant', value: pin });
  }
  const inputs = drawInputs(drawn, { seed, paths, correlations, sampling });
  const into = reuse ? [...reuse.lines.values()] : [];
  const columns = runProgram(program, { seed, paths, inputs: [...inputs.values()], engine, into });
  const spoilt = outputs[columns.findIndex((column) => firstEndless(column) >= 0)];
  if (spoilt !== undefined) {
    throw notFinite(model, spoilt, paths, (lines) => {
      const all = programOf(model, lines);
      const given = all.inputs.map((name) =>
        checkGiven(
          name,
          own(pinned, name) === undefined ? own(distributions, name) : { kind: 'constant', value: pinned[name]! },
        ),
      );
      const again = drawInputs(record(all.inputs.map((name, i) => [name, given[i]!])), {
        seed,
        paths,
        correlations,
        sampling,
      });
      const found = runProgram(all, { seed, paths, inputs: [...again.values()], engine });
      return new Map(lines.map((name, i) => [name, found[i]!]));
    });
  }
  return { months: model.months, paths, seed, inputs, lines: new Map(outputs.map((name, i) => [name, columns[i]!])) };
}

/** One month of a line, over all paths. @example monthOf(simulation, 'cash', 11) */
export function monthOf({ lines, paths }: Simulation, line: string, month: number): Float64Array {
  return lines.get(line)!.subarray(month * paths, (month + 1) * paths);
}
