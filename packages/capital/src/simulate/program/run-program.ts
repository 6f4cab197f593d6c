import { log, normalQuantile, pow } from '@capstan/base';
import { Stream } from '../../random/stream.ts';
import { instantiate } from '../../vector/instantiate.ts';
import { emit, layoutOf } from './emit.ts';
import { interpret } from './interpret.ts';
import { poisson } from './poisson.ts';
import type { Program } from './program.ts';
import { shocksOf } from './shocks.ts';

/** Paths in a block: its rows stay in the processor's nearer caches. */
const BLOCK = 256;

/** Rows of months × paths, one for each output of the program. */
export type Columns = readonly Float64Array[];

/** How programs are run; without WebAssembly, always interpreted. */
export type Engine = 'wasm' | 'interpreter';

interface Runner {
  shocks(seed: number, firstPath: number): void;
  run(): void;
  readonly inputs: Float64Array;
  readonly outputs: Float64Array;
}

/**
 * Runs a program for every path: `inputs[i][path]` in, `outputs[o][month × paths + path]` out. The same seed gives the same
 * bits on every machine and with either engine.
 *
 * @example runProgram(program, { seed: 7, paths: 10_000, inputs })
 */
export function runProgram(
  program: Program,
  {
    seed,
    paths,
    inputs,
    engine = 'wasm',
    into = [],
  }: {
    seed: number;
    paths: number;
    inputs: readonly Float64Array[];
    engine?: Engine;
    /** Columns to overwrite where they are as long as needed. */
    into?: readonly Float64Array[];
  },
): Columns {
  const { months } = program;
  const columns = program.outputs.map((_, o) => {
    const old = into[o];
    return old?.length === months * paths ? old : new Float64Array(months * paths);
  });
  const runner = (engine === 'interpreter' ? undefined : vectors(program)) ?? reference(program);
  for (let first = 0; first < paths; first += BLOCK) {
    const count = Math.min(BLOCK, paths - first);
    inputs.forEach((column, i) => {
      runner.inputs.set(column.subarray(first, first + count), i * BLOCK);
    });
    runner.shocks(seed, first);
    runner.run();
    columns.forEach((column, o) => {
      for (let t = 0; t < months; t++) {
        const row = (t * columns.length + o) * BLOCK;
        column.set(runner.outputs.subarray(row, row + count), t * paths + first);
      }
    });
  }
  return columns;
}

function reference(program: Program): Runner {
  const inputs = new Float64Array(program.inputs.length * BLOCK);
  const shocks = new Float64Array(program.months * program.shocks.length * BLOCK);
  const outputs = new Float64Array(program.months * program.outputs.length * BLOCK);
  return {
    inputs,
    outputs,
    shocks: (seed, firstPath) => shocksOf(program, { seed, firstPath, paths: BLOCK, out: shocks }),
    run: () => interpret(program, { paths: BLOCK, inputs, shocks, outputs }),
  };
}

const compiled = new WeakMap<Program, Runner>();

function vectors(program: Program): Runner | undefined {
  const known = compiled.get(program);
  if (known) return known;
  const layout = layoutOf(program, BLOCK);
  const made = instantiate(emit(program, BLOCK), layout.end, { log, pow, quantile: normalQuantile, poisson });
  if (!made) return undefined;
  const { buffer, exports } = made;
  const { shocks, run } = exports as { shocks(low: number, high: number, counter: number): void; run(): void }; // as emitted
  new Float64Array(buffer, layout.scalars).set(program.scalars);
  const keys = new Uint32Array(buffer, layout.keys);
  program.shocks.forEach(({ name }, s) => {
    const stream = new Stream(0, name);
    keys.set([stream.nameLow, stream.nameHigh], 2 * s);
  });
  const runner: Runner = {
    inputs: new Float64Array(buffer, layout.inputs, program.inputs.length * BLOCK),
    outputs: new Float64Array(buffer, layout.outputs, program.months * program.outputs.length * BLOCK),
    shocks: (seed, firstPath) => shocks(seed | 0, Math.floor(seed / 4294967296) | 0, firstPath / 4),
    run,
  };
  compiled.set(program, runner);
  return runner;
}
