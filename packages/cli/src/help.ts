import type { Command, Flag } from './command.ts';
import { exitCode } from './errors.ts';

/** `capstan --help`. */
export function renderOverview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: capstan COMMAND [flags]',
    '',
    'Capstan turns capital into a working model and accounts for it.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'capstan COMMAND --help says more. CAPSTAN_DEBUG=1 shows where an error comes from.',
    `Exit codes: ${exitCode.done} done, ${exitCode.failed} failed, ${exitCode.usage} wrong usage, ${exitCode.interrupted} stopped by Ctrl-C.`,
    '',
  ].join('\n');
}

/** `capstan COMMAND --help`. */
export function renderHelp(command: Command): string {
  const flags = Object.entries(command.flags).map(([name, flag]) => [head(name, flag), flag.help] as const);
  flags.push(['-h, --help', 'this text']);
  const width = Math.max(...flags.map(([left]) => left.length));
  return [
    `Usage: capstan ${command.name}${command.words ? ` ${command.words}` : ''} [flags]`,
    '',
    command.summary,
    '',
    'Flags:',
    ...flags.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    '',
    'Examples:',
    ...command.examples.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function head(name: string, { short, value, type }: Flag): string {
  return `${short ? `-${short}, ` : '    '}--${name}${type === 'string' ? ` ${value ?? 'VALUE'}` : ''}`;
}
