// Writes every planted fault and the clean sets into a folder, for ours and the peers to look at:
//   npm run node -- bench/data/plant.ts FOLDER
// cases.json lists them: of what, the fault's name, the set it was planted in, and where it lies.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractTar } from '@capstan/data';
import { csvOf, plantedFaults } from '../../packages/data/src/testing/planted-faults.ts';
import { fileFaults } from '../../packages/data/src/testing/planted-files.ts';
import { pictureFaults, randomOf } from '../../packages/data/src/testing/planted-pictures.ts';

export type Case = {
  of: 'table' | 'pictures' | 'texts' | 'recordings';
  /** Nothing for a clean set. */
  fault?: string;
  set: string;
  /** Below the folder. */
  path: string;
  kinds?: readonly string[];
  column?: string;
  target?: string;
  split?: string;
  /** Of which one has to be named, below the path. */
  files?: string[];
};

const seed = 7;
const root = process.argv[2];
const data = process.env.CAPSTAN_DATA;
if (root === undefined || data === undefined)
  throw new Error('usage: CAPSTAN_DATA=… npm run node -- bench/data/plant.ts FOLDER');
rmSync(root, { recursive: true, force: true });
mkdirSync(root, { recursive: true });
const cases: Case[] = [];

for (const [i, { name, rows, ...fault }] of plantedFaults().entries()) {
  writeFileSync(join(root, `table-${i}.csv`), csvOf(rows));
  cases.push({ of: 'table', fault: name, set: 'customers', path: `table-${i}.csv`, ...fault });
}

/** Files of classes: of each so many, from all over it. */
type Source = { name: string; classes: Record<string, string[]> };

const photographs = (): Source => {
  const folder = join(data, 'bccd/BCCD');
  const classes: Source['classes'] = { platelets: [], none: [] };
  for (const name of readdirSync(join(folder, 'Annotations')).sort()) {
    const picture = join(folder, 'JPEGImages', name.replace('.xml', '.jpg'));
    const has = readFileSync(join(folder, 'Annotations', name), 'utf8').includes('<name>Platelets</name>');
    if (existsSync(picture)) classes[has ? 'platelets' : 'none']!.push(picture);
  }
  return { name: 'photographs (bccd)', classes };
};

async function scans(): Promise<Source> {
  const folder = join(root!, 'scans');
  await extractTar(join(data!, 'mednist-12k/mednist-12k.tar.gz'), folder);
  return foldersOf('scans (MedNIST)', join(folder, 'resized'));
}

async function digits(): Promise<Source> {
  const folder = join(root!, 'digits');
  await extractTar(join(data!, 'mnist-png/mnist-png.tar.gz'), folder);
  return foldersOf('digits (MNIST)', join(folder, 'test'));
}

function foldersOf(name: string, folder: string): Source {
  const classes = readdirSync(folder).sort();
  return {
    name,
    classes: Object.fromEntries(
      classes.map((one) => [
        one,
        readdirSync(join(folder, one))
          .sort()
          .map((file) => join(folder, one, file)),
      ]),
    ),
  };
}

/** A copy of some of a source, four in five of them to train on. */
function layOut({ classes }: Source, each: number, to: string): void {
  for (const [name, all] of Object.entries(classes)) {
    const step = Math.max(1, Math.floor(all.length / each));
    const some = all.filter((_, i) => i % step === 0).slice(0, each);
    for (const [i, file] of some.entries()) {
      const folder = join(to, i % 5 ? 'train' : 'test', name);
      mkdirSync(folder, { recursive: true });
      cpSync(file, join(folder, file.slice(file.lastIndexOf('/') + 1)));
    }
  }
}

for (const [source, each] of [
  [photographs(), 60],
  [await scans(), 50],
  [await digits(), 40],
] as const) {
  const short = source.name.split(' ')[0]!;
  layOut(source, 1000, join(root, `clean-${short}`));
  cases.push({ of: 'pictures', set: source.name, path: `clean-${short}` });
  for (const [i, fault] of pictureFaults.entries()) {
    const path = `${short}-${i}`;
    layOut(source, each, join(root, path));
    const files = await fault.plant(join(root, path), randomOf(seed, i));
    cases.push({ of: 'pictures', fault: fault.name, set: source.name, path, kinds: fault.kinds, files });
  }
}
for (const folder of ['scans', 'digits']) rmSync(join(root, folder), { recursive: true, force: true });

function messages(to: string, most: number): void {
  const lines = readFileSync(join(data!, 'sms-spam/sms.tsv'), 'utf8').trim().split('\n').slice(0, most);
  for (const [i, line] of lines.entries()) {
    const [label = '', text] = line.split('\t');
    mkdirSync(join(to, label), { recursive: true });
    writeFileSync(join(to, label, `${i}.txt`), `${text}\n`);
  }
}

function spoken(to: string, every: number): void {
  const from = join(data!, 'fsdd/recordings');
  for (const file of readdirSync(from)
    .sort()
    .filter((_, i) => i % every === 0)) {
    const folder = join(to, file.split('_')[0]!);
    mkdirSync(folder, { recursive: true });
    cpSync(join(from, file), join(folder, file));
  }
}

messages(join(root, 'clean-texts'), 6000);
cases.push({ of: 'texts', set: 'messages (sms-spam)', path: 'clean-texts' });
spoken(join(root, 'clean-recordings'), 1);
cases.push({ of: 'recordings', set: 'spoken digits (fsdd)', path: 'clean-recordings' });
for (const [i, fault] of fileFaults.entries()) {
  const path = `${fault.of}-${i}`;
  if (fault.of === 'texts') messages(join(root, path), 600);
  else spoken(join(root, path), 10);
  const files = await fault.plant(join(root, path), randomOf(seed, i));
  const set = fault.of === 'texts' ? 'messages (sms-spam)' : 'spoken digits (fsdd)';
  cases.push({ of: fault.of, fault: fault.name, set, path, kinds: fault.kinds, files });
}
writeFileSync(join(root, 'cases.json'), JSON.stringify(cases, null, 1));
console.log(`${cases.length} cases in ${root}`);
