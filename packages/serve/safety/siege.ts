import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { cifarResnet20, saveModel } from '@capstan/models';
import { manualSeed } from '@capstan/torch';
import type { Attack } from './attacks.ts';
import { type Ask, beHonest, quantile, type Seen } from './honest.ts';

export const MODEL = 'digits';
const BODY_LIMIT = 32 * 2 ** 20;
const here = (name: string) => join(import.meta.dirname, name);

/** What an attack did to honest clients and to the server. */
export type Outcome = {
  quiet: Seen;
  attacked: Seen;
  /** Of the quiet p99. */
  ratio: number;
  /** MiB of the gateway: most while attacked. */
  most: number;
  /** Processor time that the gateway used, in cores: alone with honest clients, and attacked. */
  cores: [quiet: number, attacked: number];
  /** Whether the gateway is the one that was started, and how often an engine was restarted. */
  isAlive: boolean;
  restarts: number;
  begun: number;
};

/** A server in a process with a heap of 512 MB. */
export class Besieged implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  url = '';
  engines: Record<string, number> = {};

  private constructor(options: object) {
    const heap = '--max-old-space-size=512';
    this.#child = spawn(process.execPath, [heap, here('served.ts'), JSON.stringify(options)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines: Interface = createInterface({ input: this.#child.stdout! });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  static async start(options: object): Promise<Besieged> {
    const besieged = new Besieged(options);
    await besieged.#hear();
    return besieged;
  }

  /** Asks for the engines' process ids, which change when they are replaced. */
  async refresh(): Promise<void> {
    this.#child.stdin!.write('\n');
    await this.#hear();
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** MiB of resident memory; not a number where the system does not say. */
  get memory(): number {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  /** Seconds of processor time used so far; not a number where the system does not say. */
  get cpu(): number {
    try {
      const [user, system] = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1')
        .split(') ')[1]!
        .split(' ')
        .slice(11);
      return (Number(user) + Number(system)) / 100;
    } catch {
      return Number.NaN;
    }
  }

  async restarts(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^capstan_engine_restarts_total\S* (\d+)/m.exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin!.end();
    if (this.isAlive) await new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async #hear(): Promise<void> {
    const { value } = await this.#lines.next();
    const said = JSON.parse(String(value)) as { url: string; engines: Record<string, number> }; // printed by served.ts
    this.url = said.url;
    this.engines = said.engines;
  }
}

/** A small ResNet for 28 × 28 grey pictures, as it is made. */
export async function saveSmallModel(dir: string): Promise<string> {
  manualSeed(0);
  await saveModel(dir, cifarResnet20({ channels: 1 }), {
    classes: Array.from('0123456789'),
    preprocessing: { kind: 'image', size: [28, 28], channels: 1, resize: 'crop', ratio: 1, mean: [0.13], std: [0.31] },
    input: { name: 'input', shape: [-1, 1, 28, 28], dtype: 'float32' },
    output: { name: 'logits', shape: [-1, 10], dtype: 'float32' },
  });
  return dir;
}

const row = Buffer.from(Float32Array.from({ length: 784 }, (_, i) => Math.sin(i)).buffer);

/** What honest clients ask: tensors in binary and in JSON, and a picture; one of them on a new connection each time. */
export function honestAsks(picture: Buffer): Ask[] {
  const input = { name: 'input', shape: [1, 1, 28, 28], datatype: 'FP32' };
  const start = Buffer.from(JSON.stringify({ inputs: [{ ...input, parameters: { binary_data_size: row.length } }] }));
  const path = `/v2/models/${MODEL}/infer`;
  const headers = { 'inference-header-content-length': String(start.length) };
  const binary = { path, headers, body: Buffer.concat([start, row]), keepAlive: true };
  const data = Array.from({ length: 784 }, (_, i) => Math.sin(i));
  const json = {
    path,
    headers: {},
    body: Buffer.from(JSON.stringify({ inputs: [{ ...input, data }] })),
    keepAlive: true,
  };
  return [
    binary,
    { ...binary, keepAlive: false },
    json,
    { path: '/predict', headers: {}, body: picture, keepAlive: true },
  ];
}

/**
 * How long honest clients are beside attacks, in turns of so many seconds, each after so many of quiet. `settle`: seconds after an
 * attack has begun, and after it has ended, that belong to neither; 1.
 */
export type Turns = { seconds: number; turn: number; quiet: number; settle?: number };

/**
 * Honest clients alone, then beside attacks, in turn: what else the machine does falls on both alike.
 *
 * @param attacks what is done at one time
 */
export async function besiege(
  server: Besieged,
  attacks: readonly Attack[],
  asks: readonly Ask[],
  { seconds, turn, quiet: quietSeconds, settle = 1 }: Turns,
): Promise<Outcome> {
  const restarts = await server.restarts();
  const quiet: Seen = { millis: [], refused: [] };
  const attacked: Seen = { millis: [], refused: [] };
  const used = new Map<Seen, { cpu: number; seconds: number }>();
  const during = async (seen: Seen, length: number) => {
    const [start, before] = [performance.now(), server.cpu];
    const { millis, refused } = await beHonest(server.url, asks, AbortSignal.timeout(length * 1000));
    seen.millis = seen.millis.concat(millis);
    seen.refused.push(...refused);
    const { cpu, seconds } = used.get(seen) ?? { cpu: 0, seconds: 0 };
    used.set(seen, { cpu: cpu + server.cpu - before, seconds: seconds + (performance.now() - start) / 1000 });
  };
  const cores = (seen: Seen) => {
    const { cpu, seconds } = used.get(seen) ?? { cpu: Number.NaN, seconds: 1 };
    return cpu / seconds;
  };
  let [most, begun] = [server.memory, 0];
  const watch = setInterval(() => {
    most = Math.max(most, server.memory);
  }, 200);
  for (let left = seconds; left > 0 && server.isAlive; left -= turn) {
    await during(quiet, quietSeconds);
    const attackers = attacks.map((each) => startAttacker(server.url, each));
    await Promise.all(attackers.map((each) => each.begun)); // however long their processes take to start
    await sleep(settle * 1000);
    await during(attacked, Math.min(turn, left));
    for (const count of await Promise.all(attackers.map((each) => each.stop()))) begun += count;
    await sleep(settle * 1000); // what they left is closed
  }
  clearInterval(watch);
  const ratio = quantile(attacked.millis, 0.99) / quantile(quiet.millis, 0.99);
  const now = server.isAlive ? await server.restarts() : Number.NaN;
  const { isAlive } = server;
  return {
    quiet,
    attacked,
    ratio,
    most,
    cores: [cores(quiet), cores(attacked)],
    isAlive,
    restarts: now - restarts,
    begun,
  };
}

/** Attackers are elsewhere in life: here they get the processor when nobody else wants it. */
function startAttacker(url: string, { name }: Attack): { begun: Promise<void>; stop(): Promise<number> } {
  const { hostname: host, port } = new URL(url);
  const target = { host, port: Number(port), model: MODEL, bodyLimit: BODY_LIMIT, row: row.toString('base64') };
  const command = [process.execPath, here('attacker.ts'), name, JSON.stringify(target)];
  const [first, ...rest] = process.platform === 'win32' ? command : ['nice', '-n', '19', ...command];
  const attacker = spawn(first!, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  attacker.stdout.on('data', (text: Buffer) => {
    said += text;
    if (said.includes('\n')) begins();
  });
  const ended = new Promise<void>((resolve) => attacker.once('close', () => resolve()));
  void ended.then(begins); // one that dies is told by its count
  return {
    begun,
    stop: async () => {
      attacker.stdin.end();
      await ended;
      return Number(said.split('\n')[1]);
    },
  };
}
