const tolerant = new WeakSet<NodeJS.WriteStream>();

/**
 * Lets a command live when nobody reads what it writes: `capstan runs | head -1` closes the pipe, and a training behind it
 * goes on. Output that can't be written for another reason (a full disk) is said once and makes the command fail. The
 * handlers stay until the process ends, as a write may fail after the command has.
 *
 * @example const output = toleratingOutput(process.stdout, process.stderr);
 */
export function toleratingOutput(out: NodeJS.WriteStream, err: NodeJS.WriteStream): { failed(): boolean } {
  let failed = false;
  if (tolerant.has(out)) return { failed: () => false }; // a command after another in one process
  tolerant.add(out);
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || failed) return;
    failed = true;
    process.exitCode = 1;
    err.write(`capstan: what was to be printed could not be written (${error.code ?? error.message}).\n`);
  });
  err.on('error', () => {}); // there is no other place to say it
  return { failed: () => failed };
}
