// The long form of kill.test.ts: kill -9 at random moments, tables and pictures, half of them in PID namespaces of their own.
// On a busy machine most come before the first checkpoint: `checkpoint` has every one come after that.
// npm run node -- packages/train/tools/kill.ts [KILLS of each] [SEED] [start|checkpoint] [tables|pictures]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type From, hasNamespaces, killAtRandom, leftAlone, type What } from '../src/testing/kills.ts';

const [kills = 100, seed = 1] = process.argv.slice(2, 4).map(Number);
const from: From = process.argv[4] === 'checkpoint' ? 'checkpoint' : 'start';
const all = ['tables', 'pictures'] satisfies What[];
const asked = all.filter((what) => process.argv[5] === undefined || process.argv[5] === what);
const root = mkdtempSync(join(tmpdir(), 'capstan-kills-'));
const places = hasNamespaces() ? [false, true] : [false];
for (const what of asked) {
  const expected = await leftAlone(what, join(root, `${what}-alone`));
  for (const own of places) {
    const each = Math.ceil(kills / places.length);
    const trainings = await killAtRandom(what, root, { kills: each, seed, own, from, expected });
    const where = own ? ', each process number 1 of a PID namespace' : '';
    console.log(
      `${what}: ${each} kills from the ${from} on in ${trainings} trainings${where}: same bits, no hole in the ledger`,
    );
  }
}
rmSync(root, { recursive: true });
