import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const heartbeat = 2_000; // ms between two signs of life of an owner
const silence = 60_000; // ms without one after which a lock counts as left behind

/** @typedef {{ pid: number, host: string, since: string }} Owner since: an ISO date */

/**
 * Runs `body` while this process alone holds the lock at `path`. A lock whose owner has died is taken over.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} body
 * @param {{ onWait?: (owner: Owner) => void, onTakeOver?: (owner: Owner) => void, poll?: number }} [options]
 * @returns {Promise<T>}
 * @example await withLock(join(cache, 'engine.lock'), () => fetchEngine());
 */
export async function withLock(path, body, { onWait, onTakeOver, poll = 250 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = ownContent();
  let told = false;
  while (!claim(path, mine)) {
    const owner = read(path);
    if (owner && left(path, owner)) {
      takeAway(path, owner);
      onTakeOver?.(parse(owner));
      continue;
    }
    if (owner && !told) onWait?.(parse(owner));
    told ||= owner !== undefined;
    await sleep(poll);
  }
  return hold(path, mine, body);
}

/**
 * Runs `body` under the lock if nobody holds it now.
 *
 * @param {string} path
 * @param {() => Promise<void>} body
 * @returns {Promise<boolean>} false: someone else holds it, and nothing was done
 */
export async function tryLock(path, body) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = ownContent();
  const owner = read(path);
  if (owner && left(path, owner)) takeAway(path, owner);
  if (!claim(path, mine)) return false;
  await hold(path, mine, body);
  return true;
}

function ownContent() {
  return JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString(), token: randomUUID() });
}

/**
 * @template T
 * @param {string} path
 * @param {string} mine
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
async function hold(path, mine, body) {
  const beat = setInterval(() => touch(path), heartbeat).unref();
  const release = () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
  process.once('exit', release);
  try {
    return await body();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

/**
 * @param {string} path
 * @param {string} content
 */
function claim(path, content) {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} content @returns {Owner} */
function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    return { pid: 0, host: '', since: '' }; // being written, or cut short by a crash: the heartbeat decides
  }
}

/**
 * @param {string} path
 * @param {string} content
 */
function left(path, content) {
  const { pid, host } = parse(content);
  if (host === hostname() && pid > 0 && !alive(pid)) return true;
  try {
    return Date.now() - statSync(path).mtimeMs > silence;
  } catch {
    return false; // released meanwhile
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Removes the lock that was judged to be left behind, and no other: between the judgement and the removal someone else
 * may have taken it over, so it is moved aside, looked at, and put back if it is a new one.
 *
 * @param {string} path
 * @param {string} judged
 */
function takeAway(path, judged) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // someone was faster
  }
  if (read(aside) !== judged) {
    try {
      linkSync(aside, path);
    } catch {
      // a third one holds it by now
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // taken away: what is done under the lock is atomic by itself
  }
}
