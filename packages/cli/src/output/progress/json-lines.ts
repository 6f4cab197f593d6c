/** Of events that come often, one line in so many ms. */
const EVERY_MS = 500;
const OFTEN = new Set(['read', 'download', 'step', 'validate']);

/**
 * Progress for programs, where `--json` is given: each event is a line of JSON on standard error, so that standard output holds
 * the outcome alone.
 *
 * @example await fit(project, { onProgress: jsonLines(process.stderr) }); // {"kind":"start","run":"3f2a…",…}
 */
export function jsonLines(err: NodeJS.WritableStream): <E extends { readonly kind: string }>(event: E) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (OFTEN.has(event.kind)) {
      if (performance.now() - last < EVERY_MS) return;
      last = performance.now();
    }
    err.write(`${JSON.stringify(event)}\n`);
  };
}
