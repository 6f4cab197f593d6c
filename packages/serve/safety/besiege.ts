// Honest clients beside attacks on a server with a heap of 512 MB: their p99 against the quiet one, refusals, memory. Exits
// with 1 where one was refused, p99 more than doubled, or something restarted.
// --attack slow+silent,deep: slow and silent at one time, then deep. Quiet and attack alternate, a minute of attack a turn.
//   npm run node -- packages/serve/safety/besiege.ts [--seconds 600] [--turn 60] [--attack slow,chunked] [--serve '{"threads":1}']
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pngBomb } from '../src/testing/pictures.ts';
import { attacks } from './attacks.ts';
import { quantile } from './honest.ts';
import { Besieged, besiege, honestAsks, MODEL, saveSmallModel } from './siege.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    attack: { type: 'string', default: attacks.map(({ name }) => name).join(',') },
    turn: { type: 'string', default: '60' },
    serve: { type: 'string', default: '{"threads":1}' },
  },
});

using folder = mkdtempDisposableSync(join(tmpdir(), 'capstan-siege-'));
const dir = await saveSmallModel(join(folder.path, MODEL));
const picture = pngBomb(28, 28, 28 * 29); // a black one, whole
const asks = honestAsks(picture);
const sieges = values.attack.split(',').map((names) =>
  names.split('+').map((name) => {
    const found = attacks.find((each) => each.name === name);
    if (found) return found;
    throw new Error(`no attack is called ${name}; there are ${attacks.map((each) => each.name).join(', ')}`);
  }),
);
const seconds = Number(values.seconds);
const turn = Math.min(Number(values.turn), seconds);

console.log(
  '| attack, each for',
  values.seconds,
  's | begun | p50 quiet → attacked, ms | p99 quiet → attacked, ms | ratio | refused | gateway, cores | memory, MiB | restarts |',
);
console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|');
for (const siege of sieges) {
  await using server = await Besieged.start({ models: { [MODEL]: dir }, ...JSON.parse(values.serve) });
  const outcome = await besiege(server, siege, asks, { seconds, turn, quiet: Math.max(4, turn / 4) });
  const { quiet, attacked } = outcome;
  const pair = (share: number) =>
    `${quantile(quiet.millis, share).toFixed(1)} → ${quantile(attacked.millis, share).toFixed(1)}`;
  const cells = [
    siege.map(({ name, what }) => `${name}: ${what}`).join('; '),
    outcome.begun,
    pair(0.5),
    pair(0.99),
    outcome.ratio.toFixed(2),
    `${attacked.refused.length} of ${attacked.millis.length + attacked.refused.length}`,
    outcome.cores.map((cores) => cores.toFixed(2)).join(' → '),
    outcome.most.toFixed(0),
    outcome.isAlive ? outcome.restarts : 'gone',
  ];
  console.log(`| ${cells.join(' | ')} |`);
  const held = outcome.isAlive && outcome.restarts === 0 && attacked.refused.length === 0 && outcome.ratio <= 2;
  if (!held) process.exitCode = 1;
  for (const refused of new Set(attacked.refused.slice(0, 3))) console.log(`    ${refused}`);
}
