// Everything a user can hand to the command line by mistake: each gets a word on what is wrong and what to do, and nothing
// that was written before is lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { mnistFolder } from '@capstan/data';
import sharp from 'sharp';
import { capstan, capstanEach, type Finished, withoutOverride } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-bad-'));
const mounts: string[] = [];
after(() => {
  for (const mount of mounts) execFileSync('umount', [mount]);
  rmSync(root, { recursive: true, force: true });
});
const digits = join(root, 'digits');
before(() => mnistFolder(digits, { count: 200 }));

let folders = 0;
function fresh(): string {
  const dir = join(root, `case-${folders++}`);
  mkdirSync(dir);
  return dir;
}

const quick = ['--data', digits, '--model', 'cifarResnet20', '--size', '14', '--channels', '1', '--epochs', '1'];

/** One paragraph, no stack, no shrug. */
function refused({ code, err }: Finished, pattern: RegExp): void {
  assert.equal(code, 1, err);
  assert.match(err, pattern);
  assert.doesNotMatch(err, /\n\s+at |not expected/);
  assert.ok(err.length < 2500, `an error of ${err.length} characters`);
}

/** The only run in a folder. */
const runOf = (dir: string) => join('runs', readdirSync(join(dir, 'runs'))[0]!);

/** A file system in `dir`, where this process may make one. */
function mount(dir: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    return false;
  }
  mounts.push(dir);
  return true;
}

test('a loss that is no number ends the run, and no ruined model is kept as the best', async () => {
  const dir = fresh();
  const ended = await capstan(dir, 'train', ...quick, '--lr', '1e20');
  refused(ended, /(loss|weights).*training has diverged.*no model worth keeping.*lower the learning rate.*try 0\.1/s);
  assert.ok(!existsSync(join(dir, runOf(dir), 'best')));
  assert.ok(!existsSync(join(dir, runOf(dir), 'last.json')));
});

test('damaged, forged and gigantic pictures are set aside by name, and training goes on with the rest', async () => {
  const dir = fresh();
  const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(dir, 'digits', name), bytes);
  cpSync(digits, join(dir, 'digits'), { recursive: true });
  mkdirSync(join(dir, 'digits/lonely'));
  const picture = sharp(join(digits, '3/0000.png'));
  put('lonely/1.png', await picture.clone().negate().toBuffer());
  const jpeg = await picture.clone().resize(300).jpeg().toBuffer();
  put('3/cut.jpg', jpeg.subarray(0, jpeg.length / 2));
  put('3/text.png', 'not a picture at all');
  put('4/huge.png', declaring(30_000, 30_000, await picture.clone().png().toBuffer()));

  const looked = await capstan(dir, 'data', 'digits', '--json');
  assert.equal(looked.code, 0, looked.err);
  const { findings } = JSON.parse(looked.out) as { findings: { kind: string; hint: string; items: unknown[] }[] };
  const items = (kind: string) => findings.find((finding) => finding.kind === kind)?.items;
  assert.deepEqual(items('unreadable'), [
    { file: '3/cut.jpg', reason: 'the file is cut short' },
    { file: '3/text.png', reason: 'it is text, not a JPEG, PNG or WebP' },
  ]);
  assert.deepEqual(items('too-large'), [
    { file: '4/huge.png', reason: '30000 × 30000 pixels, where at most 80 million are decoded' },
  ]);
  for (const { hint } of findings) assert.match(hint, /\w/);

  const { code, out, err } = await capstan(dir, 'train', ...quick, '--data', 'digits');
  assert.equal(code, 0, err);
  assert.match(out, /204 pictures in 11 classes.*3 set aside/s);
  assert.match(out, /lonely/);
  const report = readFileSync(join(dir, runOf(dir), 'report.html'), 'utf8');
  for (const name of ['3/cut.jpg', '3/text.png', '4/huge.png', 'lonely']) assert.ok(report.includes(name), name);
});

/** A PNG whose header claims another size. */
function declaring(width: number, height: number, png: Buffer): Buffer {
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

test('too few pictures to validate on are told of before training', async () => {
  const dir = fresh();
  for (const name of ['3', '7']) {
    mkdirSync(join(dir, 'two', name), { recursive: true });
    cpSync(join(digits, name, '0000.png'), join(dir, 'two', name, '0000.png'));
  }
  const ended = await capstan(dir, 'train', ...quick, '--data', 'two');
  refused(ended, /nothing to validate on.*2 to train on and 0 to test/s);
});

test('checkpoints and models that are cut short or changed, and states of other models, are refused', async () => {
  const dir = fresh();
  const first = await capstan(dir, 'train', ...quick);
  assert.equal(first.code, 0, first.err);
  const run = runOf(dir);
  const copy = (name: string) => {
    cpSync(join(dir, run), join(dir, name), { recursive: true });
    return join(dir, name);
  };
  truncateSync(join(copy('cut'), 'last.safetensors'), 1000);
  truncateSync(join(copy('header'), 'last.json'), 100);
  const flipped = join(copy('flipped'), 'best/model.safetensors');
  const bytes = readFileSync(flipped);
  bytes[50_000]! ^= 1;
  writeFileSync(flipped, bytes);
  const weights = join(run, 'best/model.safetensors');
  const cases: [string[], RegExp][] = [
    [
      ['train', '--resume', 'cut', '--epochs', '2'],
      /last\.safetensors is cut short: 1000 of .*best model in cut\/best/s,
    ],
    [['train', '--resume', 'header', '--epochs', '2'], /last\.json is not JSON/],
    [
      ['train', '--resume', run, '--epochs', '2', '--model', 'cifarResnet32'],
      /model: cifarResnet20 then, cifarResnet32 now/,
    ],
    [['evaluate', 'flipped'], /not the file that was saved/],
    [['serve', 'flipped', '--port', '0'], /not the file that was saved/],
    [['train', ...quick, '--model', 'resnet18', '--weights', weights], /state of another model.*… and \d+ more/s],
    [['train', ...quick, '--weights', join(digits, '3/0000.png')], /can't be read.*not a whole safetensors file/s],
  ];
  const results = await capstanEach(
    dir,
    cases.map(([args]) => args),
  );
  for (const [i, result] of results.entries()) refused(result, cases[i]![1]);
  const whole = await capstan(dir, 'train', '--resume', run, '--epochs', '2');
  assert.equal(whole.code, 0, whole.err);
  const tuned = await capstan(dir, 'train', ...quick, '--weights', weights);
  assert.equal(tuned.code, 0, tuned.err);
});

test('a full disk is called that, and what lay there before stays', async (t) => {
  const dir = fresh();
  if (!mount(dir, 'size=4m')) return t.skip('needs Linux and the right to mount a small tmpfs');
  const large = await capstan(dir, 'train', ...quick, '--model', 'resnet18');
  refused(large, /disk is full.*Free some space/s);
  assert.deepEqual(readdirSync(join(dir, runOf(dir), 'best')), [], 'nothing half-written stays');
  assert.equal((await capstan(dir, 'init', digits)).code, 0);
  const before = readFileSync(join(dir, 'capstan.config.ts'), 'utf8');
  try {
    writeFileSync(join(dir, 'ballast'), Buffer.alloc(8 << 20));
  } catch {} // that is the point
  for (const args of [
    ['init', digits, '--force'],
    ['start', '--digits', '300', '--epochs', '1'],
    ['train', ...quick],
  ]) {
    refused(await capstan(dir, ...args), /disk.* is full.*Free some space/s);
  }
  assert.equal(readFileSync(join(dir, 'capstan.config.ts'), 'utf8'), before);
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.endsWith('.next')),
    [],
  );
});

test('a file system that may only be read is called that; data can still be looked at', async (t) => {
  const dir = fresh();
  if (!mount(dir, 'size=1m,ro')) return t.skip('needs Linux and the right to mount a small tmpfs');
  const [train, start, init, data, runs] = await capstanEach(dir, [
    ['train', ...quick],
    ['start', '--digits', '200'],
    ['init', digits],
    ['data', digits],
    ['runs'],
  ]);
  for (const ended of [train!, start!, init!]) refused(ended, /only be read|may write/);
  assert.equal(data!.code, 0, data!.err);
  assert.equal(runs!.code, 0, runs!.err);
  assert.match(runs!.out, /No runs yet/);
});

test('files and folders without permission are set aside or named', async (t) => {
  const wrap = withoutOverride();
  if (!wrap) return t.skip('needs a user whom permissions bind, or setpriv');
  const dir = fresh();
  cpSync(digits, join(dir, 'digits'), { recursive: true });
  chmodSync(join(dir, 'digits/3/0000.png'), 0);
  const data = await capstan(dir, 'data', 'digits', '--json', wrap);
  assert.equal(data.code, 0, data.err);
  const [finding] = JSON.parse(data.out).findings;
  assert.deepEqual(finding.items, [{ file: '3/0000.png', reason: 'no permission to read it' }]);
  chmodSync(join(dir, 'digits/4'), 0);
  refused(await capstan(dir, 'data', 'digits', wrap), /digits\/4: the folder cannot be read\. Check its permissions/);
  chmodSync(join(dir, 'digits/4'), 0o755);
  mkdirSync(join(dir, 'mine'));
  chmodSync(join(dir, 'mine'), 0o555);
  const [init, train] = await capstanEach(
    join(dir, 'mine'),
    [
      ['init', '../digits'],
      ['train', ...quick],
    ],
    { wrap },
  );
  refused(init!, /capstan\.config\.ts.*permission is denied/);
  refused(train!, /ledger\.db.*that you may write/s);
});

test('names of every kind, and links in circles, are no obstacle to training', async () => {
  const dir = fresh();
  cpSync(digits, join(dir, 'digits'), { recursive: true });
  const names = [
    'new\nline.png',
    `quote'"\`$(x).png`,
    '细胞-é-😀.PNG',
    ' space .png',
    '-dash.png',
    '\u001b[31mred.png',
  ];
  for (const [i, name] of names.entries()) {
    const from = join(dir, 'digits/3', `${String(i).padStart(4, '0')}.png`);
    cpSync(from, join(dir, 'digits/3', name));
    rmSync(from);
  }
  symlinkSync('.', join(dir, 'digits/3/circle'));
  symlinkSync('one', join(dir, 'digits/4/two'));
  symlinkSync('two', join(dir, 'digits/4/one'));
  const { code, out, err } = await capstan(dir, 'train', ...quick, '--data', 'digits', '--json');
  assert.equal(code, 0, err);
  const { run } = JSON.parse(out);
  const report = readFileSync(join(dir, 'runs', run, 'report.html'), 'utf8');
  assert.match(report, /3 symbolic links/);
  const table = await capstan(dir, 'data', 'digits');
  assert.match(table.out, /200 pictures found, 0 set aside/);
  assert.ok(!table.out.includes('\x1b'), 'no escape code comes through');
});
