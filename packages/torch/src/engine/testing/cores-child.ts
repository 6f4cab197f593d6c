// In a process of its own, whose environment its parent chose: prints what becomes of its threads as JSON.
import { readdirSync, readFileSync } from 'node:fs';
import { randn, scope } from '../../index.ts';
import { native } from '../native.ts';

// Threads of the team: those that it makes have its own thread's name.
const idle = () => readdirSync('/proc/self/task').filter((id) => nameOf(id) === 'capstan-idle').length;
const nameOf = (id: string): string => {
  try {
    return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
  } catch {
    return ''; // it ended
  }
};
const compute = () => {
  using _ = scope();
  const x = randn([300, 300]);
  return x.matmul(x).sum().item();
};
/** Until a condition holds, computing meanwhile; false after a minute. */
async function until(condition: () => boolean): Promise<boolean> {
  const end = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > end) return false;
    compute();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return true;
}

compute(); // starts the engine's own threads
const result: Record<string, unknown> = { inherited: process.env.GOMP_SPINCOUNT ?? null };
if (process.argv[2] === 'watched') result.noticed = await until(() => native.crowded());
else
  try {
    result.on = native.crowded(true);
    result.idle = idle();
    result.computes = Number.isFinite(compute());
    result.off = native.crowded(false);
    result.ended = await until(() => idle() === 0);
  } catch (error) {
    result.error = (error as Error).message; // as: the engine throws nothing else
  }
console.log(JSON.stringify(result));
