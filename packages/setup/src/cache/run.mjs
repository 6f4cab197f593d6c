import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

// A set-up that is ended ends what it started, at once: what it was writing is about to be removed.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string, onStdout?: (text: string) => void, shell?: boolean, show?: boolean }} [options] show: its stderr is this terminal's
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 when it could not be started
 * @example const { stdout } = await run('c++', ['--version']);
 */
export function run(command, args, { cwd, env = process.env, input, onStdout, shell = false, show = false } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', show ? 'inherit' : 'pipe'],
    });
    running.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      if (onStdout) onStdout(text);
      else stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', (error) => {
      running.delete(child);
      done({ code: 127, stdout, stderr: stderr || error.message });
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      done({ code: code ?? 128, stdout, stderr: signal ? `${stderr}\nended by ${signal}` : stderr });
    });
    child.stdin?.on('error', () => {}); // a program that ends before it has read all of its input
    child.stdin?.end(input);
  });
}
