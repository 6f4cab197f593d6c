import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../cache/run.mjs';
import { noCompiler } from '../report/errors.mjs';

/** @typedef {{ command: string, args: string[], path: string, version: string, kind: 'gnu' | 'msvc' }} Compiler */

const trial =
  '#include <optional>\n#include <string_view>\nint main() { std::optional<std::string_view> x; return x.has_value(); }\n';

/**
 * Finds a compiler that accepts C++17: `CXX`, else `c++`, `g++`, `clang++`, or `cl` on Windows.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Compiler>}
 * @throws {SetupError} compiler-missing — where there is no C++17 compiler
 * @example const { command, version } = await findCompiler();
 */
export async function findCompiler(env = process.env) {
  const names = env.CXX
    ? [env.CXX]
    : process.platform === 'win32'
      ? ['cl', 'clang++', 'g++']
      : ['c++', 'g++', 'clang++'];
  /** @type {string[]} */
  const tried = [];
  for (const name of names) {
    const [command, ...args] = name.trim().split(/\s+/);
    const found = /(^|[\\/])cl(\.exe)?$/i.test(command)
      ? await msvc(command, args, env)
      : await gnu(command, args, env);
    if (typeof found !== 'string') return found;
    tried.push(`${name}: ${found}`);
  }
  throw noCompiler(tried);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Compiler | string>} the compiler, or why it is none
 */
async function gnu(command, args, env) {
  const version = await run(command, [...args, '--version'], { env });
  if (version.code !== 0) return version.code === 127 ? 'not found' : 'does not run';
  const check = await run(command, [...args, '-x', 'c++', '-std=c++17', '-fsyntax-only', '-'], { env, input: trial });
  const first = version.stdout.split('\n', 1)[0].trim();
  if (check.code !== 0) return `${first} does not compile C++17 (${check.stderr.trim().split('\n', 1)[0]})`;
  return { command, args, path: which(command, env), version: first, kind: 'gnu' };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Compiler | string>}
 */
async function msvc(command, args, env) {
  const { code, stderr } = await run(command, args, { env }); // no --version: the banner comes on stderr
  if (code !== 0) return code === 127 ? 'not found' : 'does not run';
  return { command, args, path: which(command, env), version: stderr.split('\n', 1)[0].trim(), kind: 'msvc' };
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
function which(command, env) {
  if (/[\\/]/.test(command)) return command;
  for (const dir of (env.PATH ?? '').split(delimiter)) {
    for (const suffix of process.platform === 'win32' ? ['.exe', ''] : ['']) {
      const path = join(dir, command + suffix);
      if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
    }
  }
  return command;
}
