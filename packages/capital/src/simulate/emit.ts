import { Code, f64, i32, moduleBytes, type Signature, v128 } from './assembler.ts';
import type { Op } from './graph.ts';
import type { Instruction, Operand, Program } from './program.ts';
import { expCode, normalQuantileCode } from './vector-math.ts';

/** Where a block's parts begin in the module's memory, in bytes. */
export interface Layout {
  readonly inputs: number;
  readonly scalars: number;
  readonly keys: number;
  readonly shocks: number;
  readonly outputs: number;
  readonly end: number;
}

/** How a block of `paths` lies in memory: every row 16-byte aligned. */
export function layoutOf(program: Program, paths: number): Layout {
  const scalars = 16;
  const keys = scalars + align(program.scalars.length * 8);
  const inputs = keys + align(program.shocks.length * 8);
  const shocks = inputs + program.inputs.length * paths * 8;
  const outputs = shocks + program.months * program.shocks.length * paths * 8;
  return { scalars, keys, inputs, shocks, outputs, end: outputs + program.months * program.outputs.length * paths * 8 };
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

const LOG = 0;
const POW = 1;
const EXP = 2;
const QUANTILE = 3;
const one: Signature = { takes: [v128], gives: [v128] };

/**
 * The WebAssembly module of a program, for blocks of a fixed number of paths: `shocks(seedLow, seedHigh, firstPath)` draws,
 * `run()` computes, two paths at a time in vector registers. It gives the bits of {@link interpret}.
 */
export function emit(program: Program, paths: number): Uint8Array<ArrayBuffer> {
  const layout = layoutOf(program, paths);
  return moduleBytes({
    imports: [
      { name: 'log', type: { takes: [f64], gives: [f64] } },
      { name: 'pow', type: { takes: [f64, f64], gives: [f64] } },
    ],
    functions: [
      { type: one, code: expCode() },
      { type: one, code: normalQuantileCode() },
      { type: { takes: [i32, i32, i32], gives: [] }, code: shocksCode(program, paths, layout) },
      { type: { takes: [], gives: [] }, code: runCode(program, paths, layout) },
    ],
    exported: { shocks: 4, run: 5 },
  });
}

/** Two registers of the stack through a function of JavaScript, lane by lane. */
function byLane(code: Code, count: number, index: number): void {
  const args = Array.from({ length: count }, () => code.local(v128));
  for (const arg of args.toReversed()) code.set(arg);
  for (const lane of [0, 1]) {
    for (const arg of args) code.get(arg).simd('extract', lane);
    code.call(index);
    if (lane === 0) code.simd('splat');
    else code.simd('replace', 1);
  }
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
  copy: () => undefined,
};

function runCode(program: Program, paths: number, layout: Layout): Code {
  const code = new Code(0);
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
        code
          .f64x2(scale)
          .simd('mul')
          .memory('store', o * row);
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

/** Philox 4x32-10 over four counters at once: see shocks.ts for which word belongs to which path. */
function shocksCode({ shocks, months }: Program, paths: number, layout: Layout): Code {
  const [seedLow, seedHigh, firstCounter] = [0, 1, 2];
  const code = new Code(3);
  const month = code.local(i32);
  const counter = code.local(i32);
  const address = code.local(i32);
  const [c0, c1, c2, c3, k0, k1, even, odd, high0, low0, high1, low1] = Array.from({ length: 12 }, () =>
    code.local(v128),
  ) as number[];
  const odds = [4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31];
  const multiply = (by: number, multiplier: number, high: number, low: number): void => {
    code.get(by).i32x4(multiplier).simd('productLow').set(even!);
    code.get(by).i32x4(multiplier).simd('productHigh').set(odd!);
    code
      .get(even!)
      .get(odd!)
      .simd('shuffle', ...odds)
      .set(high);
    code.get(by).i32x4(multiplier).simd('mul32').set(low);
  };
  const store = (word: number, offset: number, kind: 'normal' | 'uniform'): void => {
    for (const half of [0, 8]) {
      code.get(address).get(word).get(word);
      code.simd('shuffle', ...Array.from({ length: 16 }, (_, i) => half + (i & 7))).simd('fromUnsigned32');
      code
        .f64x2(0.5)
        .simd('add')
        .f64x2(2 ** -32)
        .simd('mul');
      if (kind === 'normal') code.call(QUANTILE);
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
        code.get(firstCounter!).get(counter).addI32().simd('splat32').i32x4(0, 1, 2, 3).simd('add32').set(c0!);
        code.get(month).simd('splat32').set(c1!);
        // i32.load of the stream's two words.
        code.i32(key).raw(0x28, 0x02, 0x00).simd('splat32').set(c2!);
        code
          .i32(key + 4)
          .raw(0x28, 0x02, 0x00)
          .simd('splat32')
          .set(c3!);
        code.get(seedLow!).simd('splat32').set(k0!).get(seedHigh!).simd('splat32').set(k1!);
        for (let round = 0; round < 10; round++) {
          multiply(c0!, 0xd2511f53, high0!, low0!);
          multiply(c2!, 0xcd9e8d57, high1!, low1!);
          code.get(high1!).get(c1!).simd('xor').get(k0!).simd('xor').set(c0!).get(low1!).set(c1!);
          code.get(high0!).get(c3!).simd('xor').get(k1!).simd('xor').set(c2!).get(low0!).set(c3!);
          code.get(k0!).i32x4(0x9e3779b9).simd('add32').set(k0!).get(k1!).i32x4(0xbb67ae85).simd('add32').set(k1!);
        }
        [c0!, c1!, c2!, c3!].forEach((word, i) => {
          store(word, 32 * i, kind);
        });
        code.get(address).i32(128).addI32().set(address);
      });
    });
  });
  return code;
}
