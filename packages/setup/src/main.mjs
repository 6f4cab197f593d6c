import { SetupError } from './report/errors.mjs';
import { say } from './report/output.mjs';

/**
 * Runs a program's main function: a SetupError is printed as it reads, anything else with its stack; a signal ends it.
 *
 * @param {() => Promise<number | void>} body returns the exit code
 */
export async function main(body) {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, () => process.exit(code)); // the exit handlers end children and remove what is half-done
  }
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    say(error instanceof SetupError ? `\n${error.message}` : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
