import { APPLY } from './graph.ts';
import type { Operand, Program } from './program.ts';

/** A block of paths: inputs (inputs × paths), shocks and outputs (months × each × paths). */
export interface Block {
  readonly paths: number;
  readonly inputs: Float64Array;
  readonly shocks: Float64Array;
  readonly outputs: Float64Array;
}

/**
 * Runs a program over a block of paths, one instruction and one number at a time: the meaning of a program, and the way where
 * WebAssembly is forbidden.
 *
 * @example interpret(program, block); block.outputs
 */
export function interpret(program: Program, { paths, inputs, shocks, outputs }: Block): void {
  const registers = new Float64Array(program.registers);
  const shockBase = program.inputs.length;
  for (let p = 0; p < paths; p++) {
    let t = 0;
    const read = (operand: Operand): number =>
      operand >= 0 ? registers[operand]! : program.scalars[t * program.slots + ~operand]!;
    const run = (instructions: Program['once']): void => {
      for (const { op, out, args } of instructions) {
        const [a, b, c] = args;
        registers[out] = APPLY[op](read(a!), b === undefined ? 0 : read(b), c === undefined ? 0 : read(c));
      }
    };
    for (let i = 0; i < program.inputs.length; i++) registers[i] = inputs[i * paths + p]!;
    run(program.once);
    for (const { register, first } of program.states) registers[register] = read(first);
    for (; t < program.months; t++) {
      for (let s = 0; s < program.shocks.length; s++) {
        registers[shockBase + s] = shocks[(t * program.shocks.length + s) * paths + p]!;
      }
      run(program.monthly);
      program.outputs.forEach(({ from, scale }, o) => {
        outputs[(t * program.outputs.length + o) * paths + p] = read(from) * scale;
      });
      for (const { register, next } of program.states) registers[register] = read(next);
    }
  }
}
