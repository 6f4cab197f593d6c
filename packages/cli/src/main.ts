import { nearest } from '@capstan/base';
import type { Entry } from './commands/contract.ts';
import { commands } from './commands/index.ts';
import { CliError, exitCode } from './errors.ts';
import { parse } from './flags/parse.ts';
import { Interrupted, interruptSignal } from './interrupt.ts';
import { describeCommands } from './output/describe.ts';
import { renderHelp, renderOverview } from './output/help.ts';
import { errorFacts, renderError } from './output/render-error.ts';
import { toleratingOutput } from './output/tolerate.ts';
import { type Unawaited, unawaitedFaults } from './unawaited.ts';
import { version } from './version.ts';

/** Runs one command line and gives the exit code. @example await main(['train', '--data', 'photos']) */
export async function main(args: readonly string[]): Promise<number> {
  const { stdout: out, stderr: err } = process;
  const output = toleratingOutput(out, err);
  const json = args.includes('--json');
  const tell = (error: unknown, exit: number) =>
    err.write(`${json ? JSON.stringify(errorFacts(error, exit)) : renderError(error)}\n`);
  using faults = unawaitedFaults((error) => tell(error, exitCode.failed));
  try {
    const code = await dispatch(args, out, err, faults);
    return output.failed() || faults.failed ? exitCode.failed : code;
  } catch (error) {
    if (error instanceof Interrupted || (error instanceof Error && error.cause instanceof Interrupted)) {
      return faults.failed ? exitCode.failed : exitCode.interrupted;
    }
    const exit = isUsage(error) ? exitCode.usage : exitCode.failed;
    tell(error, exit);
    return exit;
  }
}

async function dispatch(
  args: readonly string[],
  out: NodeJS.WriteStream,
  err: NodeJS.WriteStream,
  faults: Unawaited,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') {
    out.write(`${version}\n`);
    return exitCode.done;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return help(rest, out, name);
  const entry = find(name);
  const { command } = await entry.load();
  const { flags, words } = parse(entry.name, command, rest);
  if (flags.help) {
    out.write(renderHelp(entry, command, out.columns));
    return exitCode.done;
  }
  if (command.endsAtOnce) return await command.run({ flags, words, out, err, signal: new AbortController().signal });
  using interrupt = interruptSignal(err, flags.json === true);
  faults.stop = interrupt.stop;
  return await command.run({ flags, words, out, err, signal: interrupt.signal });
}

/** `capstan help`, `capstan help train`, and `capstan help --json` for programs. */
async function help(words: readonly string[], out: NodeJS.WriteStream, name: string | undefined): Promise<number> {
  const about = words.filter((word) => word !== '--json');
  if (words.length > about.length) {
    out.write(`${JSON.stringify(await describeCommands(about.length > 0 ? about.map(find) : commands), null, 2)}\n`);
    return exitCode.done;
  }
  if (about.length === 0) out.write(renderOverview(commands, out.columns));
  for (const entry of about.map(find)) out.write(renderHelp(entry, (await entry.load()).command, out.columns));
  return name === undefined ? exitCode.usage : exitCode.done;
}

/** @throws {CliError} unknown-command — with the nearest */
function find(name: string): Entry {
  const found = commands.find((entry) => entry.name === name);
  if (found) return found;
  const names = commands.map((entry) => entry.name);
  const close = nearest(name, name.startsWith('-') ? ['--version', '--help'] : names);
  throw new CliError(
    'unknown-command',
    `There is no command '${name}'${close ? `; did you mean '${close}'?` : '.'} Commands: ${names.join(', ')}.`,
    { fields: { command: name, nearest: close } },
  );
}

/** Whether the command line is to blame: it was used wrongly, or names a project file that isn't there or is none. */
function isUsage(error: unknown): boolean {
  if (error instanceof CliError) return error.code !== 'answer-unreadable';
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'project-missing' || error.code === 'project-unreadable')
  );
}
