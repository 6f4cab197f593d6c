import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, freemem } from 'node:os';
import { tryLock, withLock } from '../cache/lock.mjs';
import { waiting } from '../cache/waiting.mjs';
import { counting } from '../report/output.mjs';
import { command } from './command.mjs';

const memoryPerCompile = 1.5e9; // bytes; PyTorch's headers are large

/**
 * Compiles what is missing. Each object has a lock of its own: two set-ups at once share the work, and neither waits for
 * longer than one file takes. An object whose sources changed meanwhile is not of the hash in its name, and is thrown away.
 *
 * @param {{ source: string, path: string, same: () => boolean }[]} missing path: of the object; same: what its name was
 * hashed from is still what lies there
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {import('./commands.mjs').Commands} commands
 * @param {NodeJS.ProcessEnv} env
 */
export async function compileAll(missing, compiler, { compile }, env) {
  const counter = counting(missing.length);
  /** @param {{ source: string, path: string, same: () => boolean }} object */
  const make = async ({ source, path, same }) => {
    if (existsSync(path)) return; // another set-up made it meanwhile
    const temp = `${path}.${randomUUID().slice(0, 8)}.tmp`;
    await command(compiler, compile(source, temp), source, env);
    if (same()) renameSync(temp, path);
    else rmSync(temp, { force: true });
  };
  /** @type {typeof missing} */
  const elsewhere = [];
  try {
    await each(missing, workers(), async (object) => {
      if (!(await tryLock(`${object.path}.lock`, () => make(object)))) elsewhere.push(object);
      else counter.next();
    });
    let told = false;
    for (const object of elsewhere) {
      const report = told || existsSync(object.path) ? {} : waiting('a file that it compiles');
      told ||= !existsSync(object.path);
      await withLock(`${object.path}.lock`, () => make(object), { ...report, poll: 50 });
      counter.next();
    }
  } finally {
    counter.end();
  }
}

function workers() {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / memoryPerCompile)));
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} width how many at once
 * @param {(item: T) => Promise<void>} body
 */
async function each(items, width, body) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await body(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
