// A machine with no time left: busy processes, thirty unless said otherwise, and the engine at the lowest priority beside
// them, while it is asked. It may be slow; it must not be taken for dead. Exits with 1 where it was ever not ready, or was
// restarted, or an answer was wrong.
//   npm run node -- packages/serve/safety/starved.ts [--seconds 60] [--busy 30]
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { quantile } from './honest.ts';
import { Besieged, MODEL, saveSmallModel } from './siege.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, busy: { type: 'string', default: '30' } },
});

using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-starved-'));
const dir = await saveSmallModel(join(folder.path, MODEL));
const patient = { requestTimeoutMs: 600_000, engineTimeoutMs: 600_000 }; // only the heartbeat may find fault
await using server = await Besieged.start({ models: { [MODEL]: dir }, threads: 1, log: 'error', ...patient });
const engine = server.engines[MODEL]!;

const data = Array.from({ length: 784 }, (_, i) => Math.sin(i));
const inputs = [{ name: 'input', shape: [1, 1, 28, 28], datatype: 'FP32', data }];
const ask = async () => {
  const start = performance.now();
  const init = { method: 'POST', body: JSON.stringify({ inputs, outputs: [{ name: 'logits' }] }) };
  const response = await fetch(`${server.url}/v2/models/${MODEL}/infer`, init);
  const { outputs } = (await response.json()) as { outputs?: { data: number[] }[] }; // as: the protocol's answer
  return { logits: outputs?.[0]?.data ?? [], millis: performance.now() - start };
};
const { logits: expected } = await ask();
const isRight = (logits: number[]) =>
  logits.length === 10 && logits.every((value, i) => Math.abs(value - expected[i]!) < 1e-3);

/** Milliseconds in which the engine's processes waited for a processor, of all its threads. */
const waited = () => Number(readFileSync(`/proc/${engine}/schedstat`, 'utf8').split(' ')[1]) / 1e6;

const busy: ChildProcess[] = [];
const counts = { looks: 0, down: 0, wrong: 0 };
const millis: number[] = [];
const before = waited();
try {
  for (let i = 0; i < Number(values.busy); i++) busy.push(spawn('sh', ['-c', 'while :; do :; done']));
  setPriority(engine, 19);
  for (const thread of threadsOf(engine)) setPriority(thread, 19);
  const end = performance.now() + Number(values.seconds) * 1000;
  const looking = (async () => {
    while (performance.now() < end) {
      counts.looks++;
      if (!(await fetch(`${server.url}/v2/health/ready`)).ok) counts.down++;
      await sleep(100);
    }
  })();
  while (performance.now() < end) {
    const answer = await ask();
    millis.push(answer.millis);
    if (!isRight(answer.logits)) counts.wrong++;
    await sleep(500 * Math.random());
  }
  await looking;
} finally {
  for (const child of busy) child.kill('SIGKILL');
}
const restarts = await server.restarts();
console.log(
  `${millis.length} answers (median ${quantile(millis, 0.5).toFixed(0)} ms, most ${Math.max(...millis).toFixed(0)} ms, ${counts.wrong} wrong), ` +
    `not ready ${counts.down} of ${counts.looks} times, ${restarts} restarts; the engine's main thread waited ${((waited() - before) / 1000).toFixed(1)} s for a processor`,
);
if (counts.down + counts.wrong + restarts > 0) process.exitCode = 1;

function threadsOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).map(Number);
}
