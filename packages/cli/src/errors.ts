/** The command line was used wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the process ends with. */
export const exitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Ctrl-C, as shells count it; what was done up to then is saved. */
  interrupted: 130,
} as const;

/** An error as one paragraph; the stack only where CAPSTAN_DEBUG is set. */
export function renderError(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  if (!(error instanceof Error)) return `capstan: ${String(error)}`;
  if (env.CAPSTAN_DEBUG) return `capstan: ${error.stack ?? error.message}${cause(error)}`;
  const known = error.name !== 'Error' && error.name !== 'TypeError' && error.name !== 'ReferenceError';
  const hint = known ? '' : '\nThis was not expected. CAPSTAN_DEBUG=1 shows where it comes from.';
  return `capstan: ${error.message}${hint}`;
}

function cause(error: Error): string {
  return error.cause instanceof Error
    ? `\ncaused by ${error.cause.stack ?? error.cause.message}${cause(error.cause)}`
    : '';
}
