// Makes the Python environment of the benchmarks' peers (PyTorch, scikit-learn, FastAPI …) in the cache, on request
// only: it takes about 5 GB. Safe to run again: what is right stays.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../../packages/setup/src/cache/lock.mjs';
import { replaceFile } from '../../packages/setup/src/cache/replace-file.mjs';
import { run } from '../../packages/setup/src/cache/run.mjs';
import { findPython } from '../../packages/setup/src/engine/python.mjs';
import { main } from '../../packages/setup/src/main.mjs';
import { say } from '../../packages/setup/src/report/output.mjs';
import { interpreter, peersDir } from './python.mjs';

const requirements = join(import.meta.dirname, 'requirements.txt');

/** The versions asked for, by package. */
export function pinned(text = readFileSync(requirements, 'utf8')) {
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)(?:\[\w+\])?==(\S+)$/gm)].map(([, name, version]) => [name, version]),
  );
}

const askVersions = `
import importlib.metadata, json, sys
def version(name):
    try: return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: return None
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
`;

/** @param {string} python what of the pins its environment lacks */
async function lacking(python) {
  const pins = pinned();
  const { code, stdout } = await run(python, ['-c', askVersions, ...Object.keys(pins)]);
  const found = code === 0 ? JSON.parse(stdout) : {};
  return Object.keys(pins).filter((name) => found[name] !== pins[name]);
}

/**
 * Makes or completes the environment.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its interpreter
 */
export async function setupPeers(env = process.env) {
  const dir = peersDir(env);
  return withLock(`${dir}.lock`, async () => {
    const python = interpreter(dir);
    const marker = join(dir, 'capstan-peers.txt');
    const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
    if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return python;
    if (!existsSync(python)) {
      const base = await findPython(env);
      if (Number(base.version.split('.')[1]) < 11) {
        throw new Error(
          `The peers need Python 3.11 or newer; ${base.command} is ${base.version}. Set PYTHON to another one.`,
        );
      }
      say(`Making ${dir} with Python ${base.version}`);
      await show(base.command, [...base.args, '-m', 'venv', dir], env);
    }
    const lacks = await lacking(python);
    if (lacks.length > 0) {
      say(`Installing ${lacks.join(', ')}`);
      await show(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements], env);
    }
    replaceFile(marker, wanted);
    return python;
  });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function show(command, args, env) {
  const [code] = await once(spawn(command, args, { env, stdio: ['ignore', 2, 2] }), 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}`);
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    say(`The peers are ready: ${await setupPeers()}`);
  });
}
