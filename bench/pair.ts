// Runs two programs in turn and compares them. Each prints `ready` once set up, then answers every line `go` with the
// seconds that one chunk of its work took. Alternating in one run cancels the machine's drift.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program of a comparison: its name in the table and how to start it. */
export interface Side {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
}

export interface Comparison {
  title: string;
  ours: Side;
  peer: Side;
  rounds?: number;
  /** What the ratio of our time to the peer's must not exceed. */
  target?: number;
}

export interface Ratio {
  title: string;
  median: number;
  low: number;
  high: number;
  ours: number;
  peer: number;
}

/** A program of a comparison, once started. */
export class Worker {
  #child: ChildProcess;
  #lines: AsyncIterator<string>;
  readonly name: string;

  constructor(side: Side) {
    this.name = side.name;
    this.#child = spawn(side.command, side.args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...side.env },
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended early`);
    return value;
  }
  async go(): Promise<number> {
    this.#child.stdin!.write('go\n');
    return Number(await this.line());
  }
  stop(): void {
    this.#child.stdin!.end();
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Runs a comparison and prints a line: the median, lowest and highest of the paired ratios, ours ÷ the peer's. */
export async function compare({ title, ours, peer, rounds = 9, target }: Comparison): Promise<Ratio> {
  const a = new Worker(ours);
  await a.line();
  const b = new Worker(peer);
  await b.line();
  const times: [number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0;
    const x = first ? await a.go() : 0;
    const y = await b.go();
    times.push([first ? x : await a.go(), y]);
  }
  a.stop();
  b.stop();
  const ratios = times.map(([x, y]) => x / y).sort((x, y) => x - y);
  const result = {
    title,
    median: median(ratios),
    low: ratios[0]!,
    high: ratios[ratios.length - 1]!,
    ours: median(times.map(([x]) => x)),
    peer: median(times.map(([, y]) => y)),
  };
  const aim = target === undefined ? '' : `  (target ≤ ${target.toFixed(2)})`;
  console.log(
    `${title.padEnd(52)} ${result.median.toFixed(2)}  [${result.low.toFixed(2)}–${result.high.toFixed(2)}]  ` +
      `${format(result.ours)} against ${format(result.peer)}${aim}`,
  );
  return result;
}

const format = (seconds: number): string =>
  seconds < 1e-3
    ? `${(seconds * 1e6).toFixed(2)} µs`
    : seconds < 1
      ? `${(seconds * 1e3).toFixed(2)} ms`
      : `${seconds.toFixed(2)} s`;

/** Our side of a comparison: answers each `go` with the seconds that one call of `chunk` took, divided by `work`. */
export async function answer(work: number, chunk: () => void | Promise<void>): Promise<void> {
  console.log('ready');
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = process.hrtime.bigint();
    await chunk();
    console.log(Number(process.hrtime.bigint() - start) / 1e9 / work);
  }
}
