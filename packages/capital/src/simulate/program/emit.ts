import { Code, f64, i32, moduleBytes, Pool, v128 } from '../../vector/assembler.ts';
import { byLane, expCode, quantilesCode } from '../../vector/math.ts';
import { PhiloxCode } from '../../vector/philox.ts';
import type { Op } from './graph.ts';
import type { Instruction, Operand, Program } from './program.ts';

/** Where a block's parts begin in the module's memory, in bytes. */
export interface Layout {
  readonly inputs: number;
  readonly scalars: number;
  readonly keys: number;
  readonly list: number;
  readonly shocks: number;
  readonly outputs: number;
  readonly end: number;
}

/** How a block of `paths` lies in memory: every row 16-byte aligned. */
export function layoutOf(program: Program, paths: number): Layout {
  const scalars = Pool.end;
  const keys = scalars + align(program.scalars.length * 8);
  const list = keys + align(program.shocks.length * 8);
  const inputs = list + align(paths * 4 + 8);
  const shocks = inputs + program.inputs.length * paths * 8;
  const outputs = shocks + program.months * program.shocks.length * paths * 8;
  const end = outputs + program.months * program.outputs.length * paths * 8;
  return { scalars, keys, list, inputs, shocks, outputs, end };
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

const LOG = 0;
const POW = 1;
const BEYOND = 2;
const POISSON = 3;
const EXP = 4;
const QUANTILES = 5;

/**
 * The WebAssembly module of a program, for blocks of a fixed number of paths: `shocks(seedLow, seedHigh, firstPath)` draws,
 * `run()` computes, two paths at a time in vector registers. It gives the bits of {@link interpret}.
 */
export function emit(program: Program, paths: number): Uint8Array<ArrayBuffer> {
  const layout = layoutOf(program, paths);
  const pool = new Pool();
  const three = { takes: [i32, i32, i32], gives: [] };
  return moduleBytes({
    pool,
    imports: [
      { name: 'log', type: { takes: [f64], gives: [f64] } },
      { name: 'pow', type: { takes: [f64, f64], gives: [f64] } },
      { name: 'quantile', type: { takes: [f64], gives: [f64] } },
      { name: 'poisson', type: { takes: [f64, f64], gives: [f64] } },
    ],
    functions: [
      { type: { takes: [v128], gives: [v128] }, code: expCode(pool) },
      { type: three, code: quantilesCode(pool, BEYOND) },
      { type: three, code: shocksCode(program, { paths, layout, pool }) },
      { type: { takes: [], gives: [] }, code: runCode(program, { paths, layout, pool }) },
    ],
    exported: { shocks: 6, run: 7 },
  });
}

/** What the functions of a module share. */
interface Shared {
  readonly paths: number;
  readonly layout: Layout;
  readonly pool: Pool;
}

const VECTOR: Readonly<Record<Op, (code: Code) => void>> = {
  add: (code) => code.simd('add'),
  sub: (code) => code.simd('sub'),
  mul: (code) => code.simd('mul'),
  div: (code) => code.simd('div'),
  min: (code) => code.simd('pmin'),
  max: (code) => code.simd('pmax'),
  lt: (code) => code.simd('lt').f64x2(1).simd('and'),
  le: (code) => code.simd('le').f64x2(1).simd('and'),
  eq: (code) => code.simd('eq').f64x2(1).simd('and'),
  select: (code) => code.simd('select'),
  exp: (code) => code.call(EXP),
  log: (code) => byLane(code, 1, LOG),
  sqrt: (code) => code.simd('sqrt'),
  floor: (code) => code.simd('floor'),
  abs: (code) => code.simd('abs'),
  pow: (code) => byLane(code, 2, POW),
  poisson: (code) => byLane(code, 2, POISSON),
  copy: () => undefined,
};

function runCode(program: Program, { paths, layout, pool }: Shared): Code {
  const code = new Code(0, pool);
  const registers = Array.from({ length: program.registers }, () => code.local(v128));
  const path = code.local(i32);
  const scalar = code.local(i32);
  const shock = code.local(i32);
  const output = code.local(i32);
  const row = paths * 8;
  const shockRow = program.shocks.length * row;
  const outputRow = program.outputs.length * row;

  const push = (operand: Operand): void => {
    if (operand >= 0) code.get(registers[operand]!);
    else code.get(scalar).memory('loadSplat', ~operand * 8);
  };
  const perform = ({ op, out, args }: Instruction): void => {
    // The vectors' select takes the mask last.
    for (const arg of op === 'select' ? args.slice(1) : args) push(arg);
    if (op === 'select') {
      push(args[0]!);
      code.f64x2(0).simd('ne');
    }
    VECTOR[op](code);
    code.set(registers[out]!);
  };

  code.loop(path, 16, row, () => {
    code.i32(layout.scalars).set(scalar);
    code.get(path).i32(layout.shocks).addI32().set(shock);
    code.get(path).i32(layout.outputs).addI32().set(output);
    program.inputs.forEach((_, i) => {
      code
        .get(path)
        .memory('load', layout.inputs + i * row)
        .set(registers[i]!);
    });
    program.once.forEach(perform);
    for (const { register, first } of program.states) {
      push(first);
      code.set(registers[register]!);
    }
    code.loop(scalar, program.slots * 8, layout.scalars + program.scalars.length * 8, () => {
      program.shocks.forEach((_, s) => {
        code
          .get(shock)
          .memory('load', s * row)
          .set(registers[program.inputs.length + s]!);
      });
      program.monthly.forEach(perform);
      program.outputs.forEach(({ from, scale }, o) => {
        code.get(output);
        push(from);
        if (scale !== 1) code.f64x2(scale).simd('mul');
        code.memory('store', o * row);
      });
      for (const { register, next } of program.states) {
        push(next);
        code.set(registers[register]!);
      }
      code.get(shock).i32(shockRow).addI32().set(shock);
      code.get(output).i32(outputRow).addI32().set(output);
    });
  });
  return code;
}

/** The shocks of a block, month by month: see shocks.ts for which word belongs to which path. */
function shocksCode({ shocks, months }: Program, { paths, layout, pool }: Shared): Code {
  const [seedLow, seedHigh, firstCounter] = [0, 1, 2] as const;
  const code = new Code(3, pool);
  const month = code.local(i32);
  const counter = code.local(i32);
  const address = code.local(i32);
  const philox = new PhiloxCode(code);
  const [c0, c1, c2, c3] = philox.words;
  const store = (word: number, offset: number): void => {
    for (const half of [0, 8]) {
      code.get(address).get(word).get(word);
      code.simd('shuffle', ...Array.from({ length: 16 }, (_, i) => half + (i & 7))).simd('fromUnsigned32');
      code
        .f64x2(0.5)
        .simd('add')
        .f64x2(2 ** -32)
        .simd('mul');
      code.memory('store', offset + 2 * half);
    }
  };
  if (shocks.length === 0) return code;
  code.i32(layout.shocks).set(address);
  code.loop(month, 1, months, () => {
    shocks.forEach(({ kind }, s) => {
      const key = layout.keys + s * 8;
      code.i32(0).set(counter);
      code.loop(counter, 4, paths / 4, () => {
        code.get(firstCounter).get(counter).addI32().simd('splat32').i32x4(0, 1, 2, 3).simd('add32').set(c0);
        code.get(month).simd('splat32').set(c1);
        code.i32(key).loadI32().simd('splat32').set(c2);
        code.i32(key).loadI32(4).simd('splat32').set(c3);
        philox.rounds(seedLow, seedHigh);
        philox.words.forEach((word, i) => {
          store(word, 32 * i);
        });
        code.get(address).i32(128).addI32().set(address);
      });
      if (kind === 'normal')
        code
          .get(address)
          .i32(-8 * paths)
          .addI32()
          .get(address)
          .i32(layout.list)
          .call(QUANTILES);
    });
  });
  return code;
}
