// The long form of kill.test.ts: kill -9 at random moments, tables and pictures, half of them in PID namespaces of their own.
// npm run node -- packages/train/tools/kill.ts [KILLS of each] [SEED]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasNamespaces, killAtRandom, leftAlone, type What } from '../src/testing/kills.ts';

const [kills = 100, seed = 1] = process.argv.slice(2).map(Number);
const root = mkdtempSync(join(tmpdir(), 'capstan-kills-'));
const places = hasNamespaces() ? [false, true] : [false];
for (const what of ['tables', 'pictures'] satisfies What[]) {
  const expected = await leftAlone(what, join(root, `${what}-alone`));
  for (const own of places) {
    const each = Math.ceil(kills / places.length);
    const trainings = await killAtRandom(what, root, { kills: each, seed, own, expected });
    const where = own ? ', each process number 1 of a PID namespace' : '';
    console.log(`${what}: ${each} kills in ${trainings} trainings${where}: same bits, no hole in the ledger`);
  }
}
rmSync(root, { recursive: true });
