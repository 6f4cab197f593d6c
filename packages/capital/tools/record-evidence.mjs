// Records what a real training leaves behind into src/risk/fixtures/evidence.json: the ledger's runs, the data report, the test's
// report and the model's card.
//   node packages/capital/tools/record-evidence.mjs FOLDER   (MedNIST's `resized`: a folder of pictures for each of six classes)
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const here = import.meta.dirname;
const capstan = resolve(here, '../../../tools/capstan.mjs');
const source = resolve(process.argv[2] ?? '');
const dir = mkdtempSync(join(tmpdir(), 'evidence-'));
const options = { cwd: dir, encoding: /** @type {const} */ ('utf8') };
const run = (/** @type {string[]} */ ...words) =>
  execFileSync(process.execPath, [capstan, ...words, '--json'], options);
const git = (/** @type {string[]} */ ...words) => execFileSync('git', words, options);

// 150 pictures a class, one of them in two classes and one cut short.
for (const name of readdirSync(source)) {
  mkdirSync(join(dir, 'bodies', name), { recursive: true });
  for (const file of readdirSync(join(source, name)).sort().slice(0, 150))
    copyFileSync(join(source, name, file), join(dir, 'bodies', name, file));
}
const [first] = readdirSync(join(dir, 'bodies', 'Hand')).sort();
copyFileSync(join(dir, 'bodies', 'Hand', first ?? ''), join(dir, 'bodies', 'CXR', 'copy.jpeg'));
const whole = readFileSync(join(dir, 'bodies', 'Hand', first ?? ''));
writeFileSync(join(dir, 'bodies', 'HeadCT', 'cut.jpeg'), whole.subarray(0, 700));

const settings =
  '--data bodies --model cifarResnet20 --size 32 --channels 1 --epochs 3 --lr 0.05 --schedule one-cycle'.split(' ');
run('train', ...settings, '--seed', '3', '--name', 'bodies'); // no commit
writeFileSync(join(dir, '.gitignore'), 'bodies\nruns\n.capstan\n');
git('init', '--quiet');
git('add', '.gitignore');
git('-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '--quiet', '-m', 'x');
const long = [...settings, '--epochs', '99', '--seed', '2', '--name', 'bodies'];
const killed = spawn(process.execPath, [capstan, 'train', ...long], {
  ...options,
  detached: true,
  stdio: 'ignore',
});
while (!run('runs').includes('"running"')) await wait(1000);
await wait(3000);
process.kill(-(killed.pid ?? 0), 'SIGKILL');
const trained = JSON.parse(run('train', ...settings, '--seed', '1', '--name', 'bodies', '--budget', '0.01'));
await wait(65_000); // a run is lost once it has been silent for a minute
const { roc: _, ...test } = trained.test;
const runs = JSON.parse(run('runs')).map(({ machine: _machine, ...record }) => record);
const { root: _root, ...report } = JSON.parse(run('data', 'bodies'));
const card = JSON.parse(readFileSync(join(dir, trained.bestDir, 'model.json'), 'utf8'));
rmSync(dir, { recursive: true });
const out = join(here, '../src/risk/fixtures/evidence.json');
writeFileSync(out, `${JSON.stringify({ runs, report, test, card })}\n`);
