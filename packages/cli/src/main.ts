import { nearest } from '@capstan/base';
import type { Command } from './command.ts';
import { exitCode, renderError, UsageError } from './errors.ts';
import { renderHelp, renderOverview } from './help.ts';
import { Interrupted, interruptSignal } from './interrupt.ts';
import { parse } from './parse.ts';

// Loaded when asked for, so that --help and --version don't start the engine.
const load: Record<string, () => Promise<{ command: Command }>> = {
  start: () => import('./commands/start.ts'),
  init: () => import('./commands/init.ts'),
  data: () => import('./commands/data.ts'),
  train: () => import('./commands/train.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  serve: () => import('./commands/serve.ts'),
  runs: () => import('./commands/runs.ts'),
  plan: () => import('./commands/plan.ts'),
  setup: () => import('./commands/setup.ts'),
  doctor: () => import('./commands/doctor.ts'),
};

/** Runs one command line and gives the exit code. @example await main(['train', '--data', 'photos']) */
export async function main(args: readonly string[]): Promise<number> {
  const { stdout: out, stderr: err } = process;
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      out.write(renderOverview(await Promise.all(Object.values(load).map(async (read) => (await read()).command))));
      return name === undefined ? exitCode.usage : exitCode.done;
    }
    if (!Object.hasOwn(load, name)) {
      const close = nearest(name, Object.keys(load));
      throw new UsageError(
        `There is no command '${name}'${close ? `; did you mean '${close}'?` : '.'} Commands: ${Object.keys(load).join(', ')}.`,
      );
    }
    const { command } = await load[name]!();
    const { flags, words } = parse(command, rest);
    if (flags.help) {
      out.write(renderHelp(command));
      return exitCode.done;
    }
    using interrupt = interruptSignal(err);
    return await command.run({ flags, words, out, err, signal: interrupt.signal });
  } catch (error) {
    if (error instanceof Interrupted || (error instanceof Error && error.cause instanceof Interrupted)) {
      return exitCode.interrupted;
    }
    err.write(`${renderError(error)}\n`);
    return isUsage(error) ? exitCode.usage : exitCode.failed;
  }
}

/** Whether the command line is to blame: it was used wrongly, or names a project file that isn't there. */
function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof Error && 'code' in error && error.code === 'project-missing');
}
