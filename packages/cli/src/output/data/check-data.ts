import { checkTable, DataError, openTable, parseExpectations, renderCheck } from '@capstan/data';
import type { Context } from '../../commands/contract.ts';
import { CliError, exitCode } from '../../errors.ts';
import { text } from '../../flags/parse.ts';
import { readingFrom } from '../../flags/reading-flags.ts';
import { readFile } from '../../read-file.ts';

/** Checks a table against what is expected of it; ends with 1 where something does not hold. */
export async function checkData(context: Context): Promise<number> {
  const { words, out, flags, signal } = context;
  const path = text(context, 'expect');
  if (path === undefined) {
    throw new CliError('bad-flag', 'capstan data check needs what is expected: --expect FILE, as JSON.', {
      fields: { flag: 'expect' },
    });
  }
  const expected = parseExpectations(json(path));
  await using table = await openTable(words[1]!, { ...readingFrom(context), signal });
  const found = await checkTable(table, expected);
  out.write(flags.json ? `${JSON.stringify(found, null, 2)}\n` : `${renderCheck(words[1]!, found)}\n`);
  return found.passed ? exitCode.done : exitCode.failed;
}

function json(path: string): unknown {
  const content = readFile(path);
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new DataError('expectations-invalid', 'it is no JSON', {
      file: path,
      hint: 'Write it as in docs/tables.md',
      cause,
    });
  }
}
