// Calls random operators with wrong arguments, in child processes: only JavaScript errors may come back.
//
//     node packages/torch/safety/fuzz.ts --calls 100000 [--seed 1]
//
// With --reaching, half the calls have arguments of the kinds that the schema asks for, with values and shapes that do
// not fit. They reach PyTorch's kernels, some of which check nothing and end the process, from Python too: see
// src/refused.ts and docs/memory-and-threads.md.
//
// A chunk is one child. The child writes each call's number to a file before it makes it, so that an abort or a hang
// names the call; the chunk then goes on behind it. Memory is capped, so that a huge allocation throws.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const CHUNK = 5000;
const LIMIT_KB = 8_000_000; // of address space, which V8 alone reserves several gigabytes of
const CALL_MS = 10_000; // a call that takes longer is a hang

/** What a fuzz found: `crashes` names every call that ended its process. */
export interface FuzzResult {
  /** Whether half the calls had arguments of the kinds that the schema asks for, which reach the kernels. */
  reaching: boolean;
  calls: number;
  threw: number;
  returned: number;
  leaked: number;
  crashes: string[];
  foreign: string[];
}

/** @internal The child's part: calls from `first` to `last`, skipping none. */
async function child(seed: number, first: number, last: number, log: string, reaching: boolean): Promise<void> {
  const torch = await import('../src/index.ts');
  const { FUNCTIONS } = await import('../generated/operators.ts');
  const { camel } = await import('../src/names.ts');
  const plain = new Map(FUNCTIONS.split(' ').map((name) => [camel(name), name]));
  const names = [...plain.keys()];
  const table = torch.ops as unknown as Record<string, (...args: unknown[]) => unknown>; // as: called with anything
  let state = 0;
  const random = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  const freed = torch.ones([2]);
  freed.dispose();
  const detached = new Float32Array(4);
  detached.buffer.transfer();
  const throwing = Object.defineProperty({}, 'dim', {
    enumerable: true,
    get() {
      throw new RangeError('from a getter');
    },
  });
  const posted: unknown = { _handle: 1, _scope: null }; // what a tensor of another thread would look like
  const list = Array.from({ length: 6 });
  const dtypes = ['float32', 'float64', 'int64', 'bool', 'bfloat16', 'complex64', 'uint8', 'no_such'] as const;
  const shapes = [[], [0], [1], [2, 3], [3, 3], [1, 2, 4, 4], [2, 0, 3], [4]];
  const tensor = () => {
    const x = torch.ones(shapes[random(shapes.length)]!, { dtype: dtypes[random(7)]! as 'float32' });
    return random(6) === 0 && x.ndim > 1 ? x.transpose(0, 1) : x;
  };
  const numbers = [
    0,
    1,
    2,
    -1,
    -7,
    0.5,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    2 ** 53 - 1,
    -(2 ** 53) + 1,
    1e300,
    3,
    4,
  ];
  const value = (depth = 0): unknown => {
    switch (random(24)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
        return tensor();
      case 6:
      case 7:
      case 8:
        return numbers[random(numbers.length)];
      case 9:
        return random(2) === 0;
      case 10:
        return [null, undefined, Symbol('x'), () => 1][random(4)];
      case 11:
        return ['sum', 'cpu', 'meta', 'cuda:0', 'cuda:200', '', 'float32', 'ij,jk->ik', 'reflect'][random(9)];
      case 12:
        return freed;
      case 13:
        return detached;
      case 14:
        return throwing;
      case 15:
        return new Proxy([1, 2], {
          get: (target, key) => {
            if (key === '1') torch.ones([2]).add(1); // the engine, called from inside an argument
            return Reflect.get(target, key);
          },
        });
      case 16:
        return posted;
      case 17:
        return [1n, 2n ** 62n, 2n ** 70n][random(3)];
      case 18:
        return new torch.Complex(1, numbers[random(numbers.length)]);
      case 19:
        return { dim: 0, [['keepdim', 'dtype', 'out', 'generator', 'device'][random(5)]!]: depth < 2 ? value(2) : 1 };
      case 20:
        return new Array(2 ** 31);
      default:
        return depth > 1 ? 1 : list.slice(0, random(5)).map(() => value(depth + 1));
    }
  };
  // A value of the kind that the schema asks for, often out of range: it reaches the kernels.
  const fitting = (kind: number): unknown => {
    const integer = () => [0, 1, 2, -1, 3, -7, 2 ** 31, 2 ** 53 - 1][random(random(3) === 0 ? 8 : 5)]!;
    const several = (make: () => unknown) => Array.from({ length: random(5) }, make);
    switch (kind) {
      case 0:
        return tensor();
      case 1:
      case 2:
        return several(tensor);
      case 3:
      case 5:
        return numbers[random(numbers.length)];
      case 4:
        return integer();
      case 6:
        return random(2) === 0;
      case 7:
        return ['sum', 'mean', 'ij,jk->ik', 'reflect', ''][random(5)];
      case 8:
        return several(integer);
      case 9:
        return several(() => numbers[random(numbers.length)]);
      case 10:
        return several(() => random(2) === 0);
      case 11:
        return dtypes[random(8)];
      case 14:
        return ['cpu', 'meta', 'cuda:200'][random(3)];
      case 16:
        return several(() => numbers[random(numbers.length)]);
      default:
        return null;
    }
  };
  const { Operator } = await import('../src/operator.ts');
  const descriptor = openSync(log, 'w');
  const before = torch.memory().tensors;
  let threw = 0;
  let returned = 0;
  const foreign = new Set<string>();
  for (let i = first; i < last; i++) {
    state = Math.imul(seed * 1_000_003 + i, 0x9e3779b1);
    const name = names[random(names.length)]!;
    writeSync(descriptor, `${i} ${name}`.padEnd(80), 0);
    using _ = torch.scope();
    try {
      let args: unknown[];
      if (!reaching || random(2) === 0) {
        args = Array.from({ length: random(6) }, () => value());
        if (random(3) > 0) args[0] = tensor(); // most wrong calls have a right start
      } else {
        const overloads = new Operator(plain.get(name)!).overloads.filter(
          (o) => !o.arguments.some((a) => a.keyword && a.required),
        );
        const wanted =
          overloads[random(overloads.length)]?.arguments.filter((a) => !a.keyword && (a.required || random(2) === 0)) ??
          [];
        args = wanted.map((a) => (random(20) === 0 ? value() : a.optional && random(2) === 0 ? null : fitting(a.kind)));
      }
      table[name]!(...args);
      returned++;
    } catch (error) {
      threw++;
      if (!(error instanceof torch.TorchError) && !(error instanceof RangeError))
        foreign.add(`${name}: ${String(error).slice(0, 160)}`);
    }
  }
  closeSync(descriptor);
  const leaked = torch.memory().tensors - before;
  process.stdout.write(`\n@@${JSON.stringify({ threw, returned, leaked, foreign: [...foreign].slice(0, 20) })}\n`);
  process.exit(0);
}

async function chunk(seed: number, first: number, last: number, result: FuzzResult): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-fuzz-'));
  const log = join(folder, 'call');
  try {
    let next = first;
    while (next < last) {
      const command = `ulimit -c 0; ulimit -v ${LIMIT_KB}; exec "$0" "$@"`;
      const args = [
        process.execPath,
        import.meta.filename,
        '--child',
        String(seed),
        String(next),
        String(last),
        log,
        String(result.reaching),
      ];
      const running = spawn('bash', ['-c', command, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        cwd: folder, // operators that write files write them there
        env: { ...process.env, OMP_NUM_THREADS: '1', MALLOC_ARENA_MAX: '1' },
      });
      let output = '';
      let errors = '';
      running.stdout.on('data', (part) => {
        output = (output + part).slice(-20_000);
      });
      running.stderr.on('data', (part) => {
        errors = (errors + part).slice(-600);
      });
      const call = () => {
        try {
          return readFileSync(log, 'utf8').trim();
        } catch {
          return `${next} (start)`;
        }
      };
      let seen = '';
      let hung = false;
      const watchdog = setInterval(() => {
        const now = call();
        if (now === seen) {
          hung = true;
          running.kill('SIGKILL');
        }
        seen = now;
      }, CALL_MS);
      const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
        running.once('close', (c, s) => resolve([c, s])),
      );
      clearInterval(watchdog);
      const line = output.split('\n@@')[1];
      if (code === 0 && line) {
        const part = JSON.parse(line) as FuzzResult; // as: the child's own words
        result.threw += part.threw;
        result.returned += part.returned;
        result.leaked += part.leaked;
        for (const one of part.foreign) if (!result.foreign.includes(one)) result.foreign.push(one);
        result.calls += last - next;
        break;
      }
      const at = call();
      result.crashes.push(
        `${at}: ${hung ? 'hang' : (signal ?? `exit ${code}`)} ${errors.trim().split('\n').at(-1)?.slice(0, 160)}`,
      );
      const number = Number.parseInt(at, 10);
      result.calls += number + 1 - next;
      next = number + 1;
      if (result.crashes.length > 60) return;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes that many random calls, a few thousand to a child process.
 * @example
 * const { crashes, leaked } = await fuzz({ calls: 20_000, seed: 1 });
 */
export async function fuzz({
  calls,
  seed,
  reaching = false,
}: {
  calls: number;
  seed: number;
  reaching?: boolean;
}): Promise<FuzzResult> {
  const result: FuzzResult = { reaching, calls: 0, threw: 0, returned: 0, leaked: 0, crashes: [], foreign: [] };
  const starts = Array.from({ length: Math.ceil(calls / CHUNK) }, (_, i) => i * CHUNK);
  const worker = async () => {
    for (let first = starts.shift(); first !== undefined; first = starts.shift())
      await chunk(seed, first, Math.min(first + CHUNK, calls), result);
  };
  await Promise.all([worker(), worker()]);
  return result;
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === '--child') {
    const [seed, first, last, log, reaching] = process.argv.slice(3) as [string, string, string, string, string]; // as: our own command
    await child(Number(seed), Number(first), Number(last), log, reaching === 'true');
  } else {
    const { values } = parseArgs({
      options: {
        calls: { type: 'string', default: '100000' },
        seed: { type: 'string', default: '1' },
        reaching: { type: 'boolean', default: false },
      },
    });
    const result = await fuzz({ calls: Number(values.calls), seed: Number(values.seed), reaching: values.reaching });
    console.log(JSON.stringify(result, null, 2));
    process.exitCode = result.crashes.length > 0 || result.leaked !== 0 ? 1 : 0;
  }
}
