import type { Command, Entry, Flag } from '../commands/contract.ts';
import { exitCode } from '../errors.ts';
import { columns, wrap } from './wrap.ts';

/** `capstan --help`. @param width columns of the terminal */
export function renderOverview(commands: readonly Entry[], width = 120): string {
  return [
    'Usage: capstan COMMAND [flags]',
    '',
    ...wrap('Capstan turns capital into a working model and accounts for it.', width),
    '',
    'Commands:',
    ...columns(
      commands.map(({ name, summary }) => [name, summary]),
      width,
    ),
    '',
    ...wrap(
      'capstan COMMAND --help says more; capstan help --json says it to programs. CAPSTAN_DEBUG=1 shows where an error comes from.',
      width,
    ),
    ...wrap(
      `Exit codes: ${exitCode.done} done, ${exitCode.failed} failed, ${exitCode.usage} wrong usage, ${exitCode.interrupted} stopped by Ctrl-C.`,
      width,
    ),
    '',
  ].join('\n');
}

/** `capstan COMMAND --help`. @param width columns of the terminal */
export function renderHelp({ name, summary }: Entry, command: Command, width = 120): string {
  const flags = Object.entries(command.flags).map(([flag, about]) => [head(flag, about), about.help] as const);
  return [
    `Usage: capstan ${name}${command.words ? ` ${command.words}` : ''} [flags]`,
    '',
    ...wrap(summary, width),
    '',
    'Flags:',
    ...columns([...flags, ['-h, --help', 'this text']], width),
    '',
    'Examples:',
    ...command.examples.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function head(name: string, { short, value, type }: Flag): string {
  return `${short ? `-${short}, ` : '    '}--${name}${type === 'string' ? ` ${value ?? 'VALUE'}` : ''}`;
}
