import { run } from '../cache/run.mjs';
import { noPip, noPython } from '../report/errors.mjs';

/** @typedef {{ command: string, args: string[], version: string, pip: string | undefined }} Python */

const probe = `
import sys
try:
    import pip
    found = pip.__version__
except Exception:
    found = ''
print('%d.%d.%d %s' % (sys.version_info[:3] + (found,)))
`;

/**
 * Finds a Python 3.9 or newer: `PYTHON`, else `python3`, `python`, or `py -3` on Windows.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python>}
 * @throws {SetupError} python-missing — where there is no Python 3.9
 * @throws {SetupError} pip-missing — when the best one found has no pip 21 or newer
 * @example const { version, pip } = await findPython();
 */
export async function findPython(env = process.env) {
  const candidates = env.PYTHON
    ? [[env.PYTHON]]
    : process.platform === 'win32'
      ? [['py', '-3'], ['python'], ['python3']]
      : [['python3'], ['python']];
  /** @type {string[]} */
  const tried = [];
  /** @type {Python | undefined} */
  let withoutPip;
  for (const [command, ...args] of candidates) {
    const { code, stdout } = await run(command, [...args, '-c', probe], { env });
    const [version, pip] = stdout.trim().split(' ');
    if (code !== 0 || !version) {
      tried.push(`${command}: ${code === 127 ? 'not found' : 'does not run'}`);
      continue;
    }
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < 9) {
      tried.push(`${command}: ${version}`);
      continue;
    }
    const python = { command, args, version, pip: pip || undefined };
    if (pip && Number.parseInt(pip, 10) >= 21) return python;
    withoutPip ??= python;
  }
  if (withoutPip) throw noPip(`${withoutPip.command} (Python ${withoutPip.version})`);
  throw noPython(tried);
}
