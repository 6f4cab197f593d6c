import { run } from '../cache/run.mjs';
import * as errors from '../report/errors.mjs';

/**
 * Runs the compiler.
 *
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string[]} args
 * @param {string} what
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupError} compile-failed — with the first error and the command
 */
export async function command(compiler, args, what, env) {
  const { code, stdout, stderr } = await run(compiler.command, args, { env });
  if (env.CAPSTAN_VERBOSE && stderr) process.stderr.write(stderr);
  if (code === 0) return;
  const line = [compiler.command, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`))
    .join(' ');
  throw errors.compileFailed(what, firstError(`${stderr}\n${stdout}`), line);
}

/** @param {string} output */
function firstError(output) {
  const lines = output.trim().split('\n');
  const at = lines.findIndex((line) => /\b(error|fatal error|undefined reference|cannot find)\b/.test(line));
  return (at < 0 ? lines.slice(-10) : lines.slice(at, at + 6)).join('\n');
}
