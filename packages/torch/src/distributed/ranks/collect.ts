import { launch } from '../start/launch.ts';

/** What the ranks of a test reported: a value a rank under each name. */
export interface Collected {
  values: Record<string, unknown[]>;
  /** What else they printed, for the message of a failed test. */
  lines: string[];
  /** How the job failed, if it did. */
  failure: unknown;
}

/** Runs a script of this folder as ranks and collects what they report. */
export async function collect(
  script: string,
  options: { processes?: number; args?: string[] } = {},
): Promise<Collected> {
  const result: Collected = { values: {}, lines: [], failure: undefined };
  try {
    await launch(new URL(script, import.meta.url), {
      processes: options.processes ?? 2,
      args: options.args ?? [],
      env: { OMP_NUM_THREADS: '1' },
      onLine(line, rank) {
        if (!line.startsWith('{"report":')) return void result.lines.push(`[${rank}] ${line}`);
        const { report, value } = JSON.parse(line) as { report: string; value: unknown }; // as: written by report()
        result.values[report] ??= [];
        result.values[report][rank] = value;
      },
    });
  } catch (error) {
    result.failure = error;
  }
  return result;
}

/** In a rank: tells the test a value. */
export function report(name: string, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ report: name, value })}\n`);
}
