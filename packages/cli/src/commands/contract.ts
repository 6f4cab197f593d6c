import type { ParseArgsConfig } from 'node:util';

type OptionKind = NonNullable<ParseArgsConfig['options']>[string];

/** One flag: how it is parsed and what `--help` says of it. */
export type Flag = OptionKind & {
  help: string;
  /** The placeholder of its value, such as DIR. */
  value?: string;
  /** It names a file that will be written: whether it can be is looked at before the work begins. */
  writes?: true;
};

/** What a command is given. */
export interface Context {
  flags: Readonly<Record<string, string | boolean | string[] | undefined>>;
  /** What is not a flag. */
  words: readonly string[];
  out: NodeJS.WriteStream;
  err: NodeJS.WriteStream;
  /** Fires on the first Ctrl-C; the second one ends the process. */
  signal: AbortSignal;
}

/** A command of the command line: one file in `commands/`, named as it is called. */
export interface Command {
  /** After the name: `[DIR]`. */
  words?: string;
  /** How many words it takes: [least, most]. */
  wordCount?: readonly [number, number];
  flags: Readonly<Record<string, Flag>>;
  /** Lines that work as they are. */
  examples: readonly string[];
  /** It computes without a pause and keeps nothing that a stop could lose: Ctrl-C ends it at once. */
  endsAtOnce?: true;
  /** Gives the exit code. */
  run(context: Context): Promise<number>;
}

/** A line of the list of commands: what `--help` says without loading the command. */
export interface Entry {
  name: string;
  summary: string;
  load(): Promise<{ command: Command }>;
}
