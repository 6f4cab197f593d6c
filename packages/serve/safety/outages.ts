// Engines stopped and killed, idle and busy, under honest load: how long until the server says that it is not ready, and
// whether any answer was wrong meanwhile, or without the hash of its model. Exits with 1 where one was, or it took longer
// than 1 s of a death, 3 s of a hang. Each case has models of its own in one server, so that they happen side by side.
//   npm run node -- packages/serve/safety/outages.ts [--times 100] [--kind hang,death] [--when idle,busy] [--lanes 1]
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from './honest.ts';
import { Besieged, saveSmallModel } from './siege.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    kind: { type: 'string', default: 'death,hang' },
    when: { type: 'string', default: 'idle,busy' },
    lanes: { type: 'string', default: '1' },
  },
});

/** Models of one case, which are brought down in turn, and what was seen. */
type Case = {
  name: string;
  kind: string;
  when: string;
  models: string[];
  down: number[];
  up: number[];
  counts: Counts;
};
type Counts = { answered: number; refused: number; wrong: number };

const cases = values.kind.split(',').flatMap((kind) =>
  values.when.split(',').map((when): Case => {
    const name = `${kind}, ${when}`;
    const models = Array.from({ length: Number(values.lanes) }, (_, i) => `${kind}-${when}-${i}`);
    return { name, kind, when, models, down: [], up: [], counts: { answered: 0, refused: 0, wrong: 0 } };
  }),
);

using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-outages-'));
const dir = await saveSmallModel(join(folder.path, 'model'));
const models = Object.fromEntries(cases.flatMap(({ models }) => models).map((name) => [name, dir]));
await using server = await Besieged.start({ models, threads: 1, log: 'silent' });

/** Asks about one of some inputs, whose answers are known. */
async function ask(model: string, which: number): Promise<{ status: number; logits?: number[]; hash?: string }> {
  const data = Array.from({ length: 784 }, (_, i) => Math.sin(i * (1 + which)));
  const inputs = [{ name: 'input', shape: [1, 1, 28, 28], datatype: 'FP32', data }];
  const response = await fetch(`${server.url}/v2/models/${model}/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs, outputs: [{ name: 'logits' }] }),
  });
  if (!response.ok) {
    await response.arrayBuffer();
    return { status: response.status };
  }
  // as: the protocol's answer
  const { outputs, parameters } = (await response.json()) as {
    outputs: { data: number[] }[];
    parameters: { model_hash: string };
  };
  return { status: response.status, logits: outputs[0]!.data, hash: parameters.model_hash };
}

const known = await Promise.all([0, 1, 2, 3].map((which) => ask(Object.keys(models)[0]!, which)));

/** Asks until told to stop, and holds every answer against the one that is known. */
async function load(model: string, which: number, counts: Counts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { status, logits, hash } = await ask(model, which).catch(
      (): Awaited<ReturnType<typeof ask>> => ({ status: 0 }),
    );
    const { logits: expected, hash: expectedHash } = known[which]!;
    const same = logits?.every((value, i) => Math.abs(value - expected![i]!) < 1e-3);
    if (status !== 200) counts.refused++;
    else if (same && hash === expectedHash) counts.answered++;
    else counts.wrong++;
    await sleep(status === 200 ? 5 : 50);
  }
}

async function until(model: string, wanted: boolean): Promise<number> {
  const start = performance.now();
  while ((await fetch(`${server.url}/v2/models/${model}/ready`)).ok !== wanted) {
    if (performance.now() - start > 120_000)
      throw new Error(`${model} not ${wanted ? 'ready' : 'down'} within two minutes`);
    await sleep(10);
  }
  return performance.now() - start;
}

/** Brings one model down again and again. */
async function lane(model: string, { kind, when, down, up, counts }: Case, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await until(model, true);
    await server.refresh();
    const end = new AbortController();
    const loads = when === 'busy' ? [0, 1, 2, 3].map((which) => load(model, which, counts, end.signal)) : [];
    await sleep(50 + ((i * 37) % 200));
    process.kill(server.engines[model]!, kind === 'hang' ? 'SIGSTOP' : 'SIGKILL');
    down.push(await until(model, false));
    up.push(await until(model, true));
    end.abort();
    await Promise.all(loads);
    if (when === 'idle') await load(model, i % 4, counts, AbortSignal.timeout(20));
  }
}

const lanes = cases.flatMap((each) =>
  each.models.map((model) => lane(model, each, Math.ceil(Number(values.times) / each.models.length))),
);
process.once('SIGTERM', () => {
  print(); // what there is so far
  process.exit(1);
});
await Promise.all(lanes);
print();

function print(): void {
  console.log(
    '| engine | not ready after, ms: median | most | ready again after, s: median | answered | refused | wrong |',
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|');
  for (const { name, kind, down, up, counts } of cases) {
    if (counts.wrong > 0 || Math.max(...down) > (kind === 'hang' ? 3000 : 1000)) process.exitCode = 1;
    const cells = [
      `${name}, ${down.length} times`,
      quantile(down, 0.5).toFixed(0),
      Math.max(...down).toFixed(0),
      (quantile(up, 0.5) / 1000).toFixed(1),
      counts.answered,
      counts.refused,
      counts.wrong,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
