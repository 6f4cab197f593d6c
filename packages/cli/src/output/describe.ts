import type { Command, Entry } from '../commands/contract.ts';
import { exitCode } from '../errors.ts';
import { version } from '../version.ts';

/** A command as programs read it: its flags are a JSON Schema (2020-12). */
export interface Description {
  name: string;
  summary: string;
  words: string | undefined;
  flags: object;
  examples: readonly string[];
}

/** What `capstan help --json` prints. @example await describeCommands(commands) */
export async function describeCommands(
  entries: readonly Entry[],
): Promise<{ version: string; commands: Description[]; exitCodes: object }> {
  const described = await Promise.all(entries.map(async (entry) => describe(entry, (await entry.load()).command)));
  return { version, commands: described, exitCodes: exitCode };
}

function describe({ name, summary }: Entry, { words, flags, examples }: Command): Description {
  const properties = Object.fromEntries(
    Object.entries(flags).map(([flag, { type, multiple, help, value }]) => {
      const one = { type, description: help, ...(value === undefined ? {} : { title: value }) };
      return [flag, multiple ? { type: 'array', items: one } : one];
    }),
  );
  return { name, summary, words, flags: { type: 'object', properties, additionalProperties: false }, examples };
}
