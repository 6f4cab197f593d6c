import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../cache/run.mjs';
import * as errors from '../report/errors.mjs';
import { duration, progressBar, say } from '../report/output.mjs';
import { noticeSilence } from './notice-silence.mjs';
import { platform } from './pins.mjs';

/** @typedef {import('./pins.mjs').Wheel} Wheel */
/** @typedef {import('./pins.mjs').Platform} Platform */
/** @typedef {import('./manifest.mjs').Files['files']} Unpacked */
/** @typedef {import('../engine/python.mjs').Python} Python */

/**
 * What is fetched: as messages call it (`The engine`), its short name before a line, its version in words, the folder that
 * gets it, what its manifest says beside the files, and what else can be done where it can't be fetched.
 *
 * @typedef {{ what: string, label: string, title: string, dir: string, about: object, instead: string }} Order
 */

/**
 * Downloads wheels with pip, which checks their hashes, and unpacks what is needed. All or nothing: the folder gets its name
 * when it is whole.
 *
 * @param {Order} order
 * @param {{ python: Python, wanted: Platform, pins: import('./pins.mjs').Pins, env: NodeJS.ProcessEnv }} options
 * @throws {SetupError} disk-full, download-failed, unpack-failed — where there is no room, the server refuses, or gives up, or it cannot be unpacked
 */
export async function fetchWheels(order, { python, wanted, pins, env }) {
  const { tags, wheels, unpackedBytes } = wanted;
  const { what, label, title, dir, about, instead } = order;
  const downloadBytes = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  mkdirSync(dirname(dir), { recursive: true });
  removeLeftovers(dirname(dir));
  checkSpace(what, dirname(dir), 2 * downloadBytes + unpackedBytes); // pip copies out of its own temporary folder
  const temp = join(dirname(dir), `.tmp-${process.pid}-${randomUUID().slice(0, 8)}`);
  const remove = () => rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  try {
    say(`  ${label}: ${title}, fetched once into ${dir}`);
    const started = performance.now();
    const failed = await download({ python, tags, wheels, temp, env, downloadBytes, pins });
    if (failed !== undefined) throw errors.downloadFailed(what, failed, instead);
    const downloaded = performance.now();
    const { files, problem } = await unpack({ python, wheels, temp, unpackedBytes });
    if (!files) throw errors.unpackFailed(what, problem);
    writeFileSync(join(temp, 'unpacked/manifest.json'), JSON.stringify({ ...about, platform, files }), { flush: true });
    rmSync(dir, { recursive: true, force: true });
    renameSync(join(temp, 'unpacked'), dir);
    const [first, second] = [downloaded - started, performance.now() - downloaded].map((ms) => duration(ms / 1000));
    say(
      `  ${label}: ${mega(downloadBytes)} MB downloaded in ${first}, ${mega(unpackedBytes)} MB unpacked in ${second}`,
    );
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/**
 * @param {{ python: Python, tags: string[], wheels: Wheel[], temp: string, env: NodeJS.ProcessEnv, downloadBytes: number, pins: import('./pins.mjs').Pins }} order
 * @returns {Promise<string | undefined>} what pip said where it failed
 */
async function download({ python, tags, wheels, temp, env, downloadBytes, pins }) {
  const [scratch, target] = [join(temp, 'pip'), join(temp, 'wheels')];
  mkdirSync(scratch, { recursive: true });
  mkdirSync(target);
  const requirements = join(temp, 'requirements.txt');
  writeFileSync(requirements, wheels.map((w) => `${w.name}==${w.version} --hash=sha256:${w.sha256}\n`).join(''));
  const bar = progressBar('download');
  // pip shows its own progress to a terminal only, so its files are watched as they grow.
  const silence = noticeSilence();
  const watch = setInterval(() => {
    const done = Math.max(size(scratch), size(target));
    bar.show({ done, total: downloadBytes, unit: 'bytes' });
    silence(done);
  }, 200);
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--progress-bar=off'];
  args.push(
    '--python-version',
    pins.python,
    '--implementation',
    pins.implementation,
    '--abi',
    pins.abi,
    '--abi',
    'none',
  );
  for (const tag of tags) args.push('--platform', tag);
  args.push('--require-hashes', '-r', requirements, '-d', target);
  const { code, stderr } = await run(python.command, [...python.args, ...args], {
    env: {
      ...env,
      TMPDIR: scratch,
      TEMP: scratch,
      TMP: scratch,
      PIP_REQUIRE_VIRTUALENV: '0',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      PIP_NO_INPUT: '1',
      PIP_RESUME_RETRIES: '8', // pip 25.1 and newer go on where a download broke off
      PYTHONWARNINGS: 'ignore',
    },
  });
  clearInterval(watch);
  bar.end();
  return code === 0 ? undefined : stderr;
}

/**
 * @param {{ python: Python, wheels: Wheel[], temp: string, unpackedBytes: number }} order
 * @returns {Promise<{ files: Unpacked | undefined, problem: string }>} files: undefined where it failed
 */
async function unpack({ python, wheels, temp, unpackedBytes }) {
  const names = readdirSync(join(temp, 'wheels'));
  const input = {
    target: join(temp, 'unpacked'),
    wheels: wheels.map(({ name, keep }) => {
      const file = names.find((each) => each.startsWith(`${name.replaceAll('-', '_')}-`));
      return { path: join(temp, 'wheels', file ?? name), keep };
    }),
  };
  const bar = progressBar('unpack');
  /** @type {Unpacked | undefined} */
  let files;
  let rest = '';
  const { code, stderr } = await run(python.command, [...python.args, join(import.meta.dirname, 'unpack.py')], {
    input: JSON.stringify(input),
    onStdout(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line);
        if (message.bytes) bar.show({ done: message.bytes, total: unpackedBytes, unit: 'bytes' });
        files ??= message.files;
      }
    },
  });
  bar.end();
  return { files: code === 0 ? files : undefined, problem: stderr };
}

/** What a set-up that was killed left behind: only one runs at a time. @param {string} dir */
function removeLeftovers(dir) {
  for (const name of readdirSync(dir)) {
    if (name.startsWith('.tmp-')) rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} what
 * @param {string} dir
 * @param {number} needed
 */
function checkSpace(what, dir, needed) {
  const { bavail, bsize } = statfsSync(dir);
  if (bavail * bsize < needed) throw errors.noSpace(what, dir, needed, bavail * bsize);
}

/** @param {string} dir @returns {number} bytes of all files under it, those that vanish meanwhile left out */
function size(dir) {
  let sum = 0;
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      sum += entry.isDirectory() ? size(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }
  } catch {
    // the folder went while it was read
  }
  return sum;
}

/** @param {number} bytes */
function mega(bytes) {
  return Math.round(bytes / 1e6);
}
