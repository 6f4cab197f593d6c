import { basename } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { openTable, profileTable, renderProfile, type Table, writeSchema } from '@capstan/data';
import { tablePage } from '@capstan/evaluate';
import type { Context } from '../../commands/contract.ts';
import { exitCode } from '../../errors.ts';
import { text } from '../../flags/parse.ts';
import { readingFrom } from '../../flags/reading-flags.ts';
import { downloading } from '../progress/download-progress.ts';

/** Reports on a table: in the terminal, as JSON, as one HTML file. */
export async function tableReport(
  context: Context,
  open?: (source: string, options: { signal: AbortSignal }) => Promise<Table>,
): Promise<number> {
  const { words, out, err, flags, signal } = context;
  await using table = open
    ? await open(words[0]!, { signal })
    : await openTable(words[0]!, { ...readingFrom(context), ...downloading(context), signal });
  const target = text(context, 'target');
  const named =
    text(context, 'split') ?? (open && table.columns.some(({ name }) => name === 'split') ? 'split' : undefined);
  const split = named === undefined ? {} : { split: named };
  const profile = await profileTable(table, target === undefined ? split : { target, ...split });
  out.write(flags.json ? `${JSON.stringify(profile, null, 2)}\n` : `${renderProfile(profile)}\n`);
  const path = text(context, 'report');
  if (path !== undefined) {
    await replaceFile(path, tablePage({ title: basename(words[0]!), profile }));
    if (!flags.json) err.write(`Report  ${path}\n`);
  }
  const schema = text(context, 'schema');
  if (schema !== undefined) {
    await writeSchema(schema, table);
    if (!flags.json) err.write(`Schema  ${schema}\n`);
  }
  return exitCode.done;
}
