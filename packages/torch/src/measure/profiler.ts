import { writeFile } from 'node:fs/promises';
import { native, type ProfilerEvent } from '../engine/native.ts';
import { type DType, dtypes } from '../tensor/dtype.ts';

/** The operators of one name, added up. */
export interface OperatorTime {
  name: string;
  calls: number;
  /** Microseconds from start to end, operators inside included. */
  total: number;
  /** Microseconds without the operators inside. */
  self: number;
}

/** What ran while a profiler was on. */
export class Profile {
  readonly events: readonly ProfilerEvent[];

  constructor(events: ProfilerEvent[]) {
    this.events = events.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  /** Each operator's calls and time, the longest by itself first. */
  table(): OperatorTime[] {
    const rows = new Map<string, OperatorTime>();
    const open = new Map<number, { event: ProfilerEvent; inside: number }[]>();
    const close = (stack: { event: ProfilerEvent; inside: number }[]) => {
      const { event, inside } = stack.pop()!;
      const length = event.end - event.start;
      const row = rows.get(event.name) ?? { name: event.name, calls: 0, total: 0, self: 0 };
      row.calls++;
      row.total += length;
      row.self += length - inside;
      rows.set(event.name, row);
      const outer = stack[stack.length - 1];
      if (outer) outer.inside += length;
    };
    for (const event of this.events) {
      const stack = open.get(event.thread) ?? [];
      open.set(event.thread, stack);
      while (stack.length > 0 && stack[stack.length - 1]!.event.end <= event.start) close(stack);
      stack.push({ event, inside: 0 });
    }
    for (const stack of open.values()) while (stack.length > 0) close(stack);
    return [...rows.values()].sort((a, b) => b.self - a.self);
  }

  /** The trace that chrome://tracing and Perfetto open. */
  chromeTrace(): { traceEvents: object[] } {
    const first = this.events[0]?.start ?? 0;
    return {
      traceEvents: this.events.map(({ name, shapes, start, end, thread, backward }) => ({
        name,
        cat: backward ? 'backward' : 'operator',
        ph: 'X',
        ts: start - first,
        dur: end - start,
        pid: process.pid,
        tid: thread,
        args: shapes ? { shapes } : {},
      })),
    };
  }

  /** Writes the trace as JSON. */
  async exportChromeTrace(path: string): Promise<void> {
    await writeFile(path, JSON.stringify(this.chromeTrace()));
  }

  toString(): string {
    const line = (name: string, self: string, total: string, calls: string) =>
      `${name.slice(0, 48).padEnd(48)} ${self.padStart(12)} ${total.padStart(12)} ${calls.padStart(8)}`;
    const ms = (micro: number) => `${(micro / 1000).toFixed(3)} ms`;
    const rows = this.table().map((row) => line(row.name, ms(row.self), ms(row.total), String(row.calls)));
    return [line('operator', 'self', 'total', 'calls'), ...rows].join('\n');
  }
}

function start(options: { recordShapes?: boolean; limit?: number }): void {
  native.profileStart(options.recordShapes ?? true, options.limit ?? 1_000_000);
}

/**
 * Records every operator that runs meanwhile, on every thread, backward included.
 *
 * @param options.limit events kept at most (1,000,000)
 * @example
 * const profile = await torch.profile(async () => trainOneStep());
 * console.log(String(profile));
 * await profile.exportChromeTrace('trace.json');
 */
export async function profile(
  body: () => unknown,
  options: { recordShapes?: boolean; limit?: number } = {},
): Promise<Profile> {
  start(options);
  let events: ProfilerEvent[];
  try {
    await body();
  } finally {
    events = native.profileStop();
  }
  return new Profile(events);
}

/** A tensor that an operator took or gave. */
export interface OperatorTensor {
  shape: number[];
  dtype: DType;
  bytes: number;
}

/** One operator as it ended: its name, and the tensors that went in and came out. */
export interface OperatorCall {
  name: string;
  inputs: OperatorTensor[];
  outputs: OperatorTensor[];
}

/**
 * Tells a function of every operator that ends on this thread while a synchronous body runs, those of backward and
 * those inside other operators included. What the observer throws is thrown by the operator that was running.
 *
 * @example
 * let bytes = 0;
 * torch.observeOperators(() => model(x), ({ outputs }) => {
 *   for (const output of outputs) bytes += output.bytes;
 * });
 */
export function observeOperators<T>(body: () => T, observer: (call: OperatorCall) => void): T {
  const tensors = (list: { shape: number[]; dtype: number; bytes: number }[]): OperatorTensor[] =>
    list.map((tensor) => ({ ...tensor, dtype: dtypes.name(tensor.dtype) }));
  native.observe((name, inputs, outputs) => observer({ name, inputs: tensors(inputs), outputs: tensors(outputs) }));
  try {
    return body();
  } finally {
    native.observe(null);
  }
}
