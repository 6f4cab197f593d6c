import { APPLY, type Graph, type Op, VARIES, type Value } from './graph.ts';

/** Where an instruction finds a number: a register (from 0 up), or a slot of the month's scalars (~slot, below 0). */
export type Operand = number;

export interface Instruction {
  readonly op: Op;
  readonly out: number;
  readonly args: readonly Operand[];
}

/**
 * A flat program over columns. Registers hold first the inputs, then the shocks of the month, then the states, then what is
 * computed; scalars differ by month only and are known before any path is drawn.
 */
export interface Program {
  readonly months: number;
  readonly inputs: readonly string[];
  readonly shocks: readonly { readonly name: string; readonly kind: 'normal' | 'uniform' }[];
  readonly registers: number;
  /** Months × slots. */
  readonly scalars: Float64Array;
  readonly slots: number;
  /** Once a path. */
  readonly once: readonly Instruction[];
  /** Each month. */
  readonly monthly: readonly Instruction[];
  readonly states: readonly { readonly register: number; readonly first: Operand; readonly next: Operand }[];
  readonly outputs: readonly { readonly name: string; readonly from: Operand; readonly scale: number }[];
}

interface Wanted {
  readonly months: number;
  readonly inputs: readonly string[];
  readonly shocks: Program['shocks'];
  readonly outputs: readonly { readonly name: string; readonly value: Value; readonly scale: number }[];
  readonly states: readonly { readonly first: Value; readonly value: Value; readonly next: Value }[];
}

/** Orders a graph's values into a program, leaves out what no output needs, and reuses registers once they are free. */
export function schedule(graph: Graph, wanted: Wanted): Program {
  const needed = reachable(wanted);
  const values = graph.values.filter((value) => needed.has(value));
  const tables = monthTables(values, wanted);
  const slotOf = new Map<Value, number>();
  const registerOf = new Map<Value, number>();
  const states = wanted.states.filter(({ value }) => needed.has(value) && value.varies & VARIES.byPath);

  const operand = (value: Value): Operand => {
    if (value.varies & VARIES.byPath) return registerOf.get(value)!;
    let slot = slotOf.get(value);
    if (slot === undefined) {
      slot = slotOf.size;
      slotOf.set(value, slot);
    }
    return ~slot;
  };

  let registers = 0;
  const give = (value: Value): number => {
    registerOf.set(value, registers++);
    return value.number;
  };
  // Inputs and shocks that no output needs are not drawn.
  const inputs = values.filter(({ kind }) => kind === 'input').map((value) => wanted.inputs[give(value)]!);
  const shocks = values.filter(({ kind }) => kind === 'shock').map((value) => wanted.shocks[give(value)]!);
  for (const { value } of states) registerOf.set(value, registers++);

  const once: Instruction[] = [];
  for (const value of values) {
    if (value.kind !== 'op' || value.varies !== VARIES.byPath) continue;
    const args = value.args.map(operand);
    registerOf.set(value, registers++);
    once.push({ op: value.op!, out: registerOf.get(value)!, args });
  }

  const monthly: Instruction[] = [];
  const body = values.filter((value) => value.kind === 'op' && value.varies === VARIES.always);
  const lastUse = new Map<Value, number>();
  body.forEach((value, i) => {
    for (const arg of value.args) lastUse.set(arg, i);
  });
  for (const { value } of wanted.outputs) lastUse.set(value, body.length);
  for (const { next } of states) lastUse.set(next, body.length);
  const free: number[] = [];
  body.forEach((value, i) => {
    const args = value.args.map(operand);
    for (const arg of new Set(value.args)) {
      if (arg.kind === 'op' && arg.varies === VARIES.always && lastUse.get(arg) === i) free.push(registerOf.get(arg)!);
    }
    const out = free.pop() ?? registers++;
    registerOf.set(value, out);
    monthly.push({ op: value.op!, out, args });
  });

  // A state that becomes another state is copied first: all states change at once.
  const copies = new Map<Value, number>();
  const next = (value: Value): Operand => {
    if (value.kind !== 'state' || !(value.varies & VARIES.byPath)) return operand(value);
    const known = copies.get(value);
    if (known !== undefined) return known;
    const out = registers++;
    monthly.push({ op: 'copy', out, args: [operand(value)] });
    copies.set(value, out);
    return out;
  };
  const program = {
    states: states.map((state) => ({
      register: operand(state.value),
      first: operand(state.first),
      next: next(state.next),
    })),
    outputs: wanted.outputs.map(({ name, value, scale }) => ({ name, from: operand(value), scale })),
  };
  const slots = Math.max(1, slotOf.size);
  const scalars = new Float64Array(wanted.months * slots);
  for (const [value, slot] of slotOf) {
    for (let t = 0; t < wanted.months; t++) {
      scalars[t * slots + slot] = value.kind === 'constant' ? value.number : tables.get(value)![t]!;
    }
  }
  return {
    ...program,
    months: wanted.months,
    inputs,
    shocks,
    registers,
    scalars,
    slots,
    once,
    monthly,
  };
}

function reachable({ outputs, states }: Wanted): Set<Value> {
  const found = new Set<Value>();
  const open = outputs.map(({ value }) => value);
  for (let value = open.pop(); value; value = open.pop()) {
    if (found.has(value)) continue;
    found.add(value);
    open.push(...value.args);
    if (value.kind === 'state') {
      const state = states[value.number]!;
      open.push(state.first, state.next);
    }
  }
  return found;
}

/** What differs by month only, for every month: computed here, once for all paths. */
function monthTables(values: readonly Value[], { months, states }: Wanted): Map<Value, Float64Array> {
  const tables = new Map<Value, Float64Array>();
  const flat = values.filter((value) => value.varies === VARIES.byMonth);
  for (const value of flat) tables.set(value, new Float64Array(months));
  const at = (value: Value, t: number): number => (value.kind === 'constant' ? value.number : tables.get(value)![t]!);
  for (let t = 0; t < months; t++) {
    for (const value of flat) {
      const table = tables.get(value)!;
      if (value.kind === 'table') table[t] = t;
      else if (value.kind === 'state') {
        const { first, next } = states[value.number]!;
        table[t] = t === 0 ? at(first, 0) : at(next, t - 1);
      } else {
        const [a, b, c] = value.args;
        table[t] = APPLY[value.op!](at(a!, t), b ? at(b, t) : 0, c ? at(c, t) : 0);
      }
    }
  }
  return tables;
}
