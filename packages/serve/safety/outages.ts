// Engines stopped and killed, idle and busy, under honest load: how long until the server says that it is not ready, and
// whether any answer was wrong meanwhile. Exits with 1 where one was, or it took longer than 1 s of a death, 3 s of a hang.
//   npm run node -- packages/serve/safety/outages.ts [--times 100] [--kind hang,death] [--when idle,busy]
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from './honest.ts';
import { Besieged, MODEL, saveSmallModel } from './siege.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    kind: { type: 'string', default: 'death,hang' },
    when: { type: 'string', default: 'idle,busy' },
  },
});

using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-outages-'));
const dir = await saveSmallModel(join(folder.path, MODEL));
await using server = await Besieged.start({ models: { [MODEL]: dir }, threads: 1, log: 'silent' });

/** Asks about one of some inputs, whose answers are known. */
async function ask(which: number): Promise<{ status: number; logits?: number[]; hash?: string }> {
  const data = Array.from({ length: 784 }, (_, i) => Math.sin(i * (1 + which)));
  const inputs = [{ name: 'input', shape: [1, 1, 28, 28], datatype: 'FP32', data }];
  const response = await fetch(`${server.url}/v2/models/${MODEL}/infer`, {
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

const known = await Promise.all([0, 1, 2, 3].map(ask));
const counts = { answered: 0, refused: 0, wrong: 0 };

/** Asks until told to stop, and holds every answer against the one that is known. */
async function load(which: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { status, logits, hash } = await ask(which).catch((): Awaited<ReturnType<typeof ask>> => ({ status: 0 }));
    const { logits: expected, hash: expectedHash } = known[which]!;
    const same = logits?.every((value, i) => Math.abs(value - expected![i]!) < 1e-3);
    if (status !== 200) counts.refused++;
    else if (same && hash === expectedHash) counts.answered++;
    else counts.wrong++;
    await sleep(status === 200 ? 5 : 50);
  }
}

const isReady = async () => (await fetch(`${server.url}/v2/health/ready`)).ok;

async function until(wanted: boolean): Promise<number> {
  const start = performance.now();
  while ((await isReady()) !== wanted) {
    if (performance.now() - start > 60_000) throw new Error(`not ${wanted ? 'ready' : 'down'} within a minute`);
    await sleep(10);
  }
  return performance.now() - start;
}

console.log(
  '| engine | not ready after, ms: median | most | ready again after, s: median | answered | refused | wrong |',
);
console.log('|---|--:|--:|--:|--:|--:|--:|');
for (const kind of values.kind.split(',')) {
  for (const when of values.when.split(',')) {
    Object.assign(counts, { answered: 0, refused: 0, wrong: 0 });
    const [down, up]: [number[], number[]] = [[], []];
    for (let i = 0; i < Number(values.times); i++) {
      await until(true);
      await server.refresh();
      const end = new AbortController();
      const loads = when === 'busy' ? [0, 1, 2, 3].map((which) => load(which, end.signal)) : [];
      await sleep(50 + ((i * 37) % 200));
      process.kill(server.engines[MODEL]!, kind === 'hang' ? 'SIGSTOP' : 'SIGKILL');
      down.push(await until(false));
      up.push(await until(true));
      end.abort();
      await Promise.all(loads);
      if (when === 'idle') await Promise.all([0, 1, 2, 3].map((which) => load(which, AbortSignal.timeout(20))));
    }
    if (counts.wrong > 0 || Math.max(...down) > (kind === 'hang' ? 3000 : 1000)) process.exitCode = 1;
    const cells = [
      `${kind}, ${when}, ${values.times} times`,
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
