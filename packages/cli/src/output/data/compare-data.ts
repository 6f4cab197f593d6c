import { basename } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { compareTables, openTable, renderComparison } from '@capstan/data';
import { tableComparisonPage } from '@capstan/evaluate';
import type { Context } from '../../commands/contract.ts';
import { exitCode } from '../../errors.ts';
import { text } from '../../flags/parse.ts';
import { readingFrom } from '../../flags/reading-flags.ts';

/** Compares a table with an earlier one: in the terminal, as JSON, as one HTML file. */
export async function compareData(context: Context): Promise<number> {
  const { words, out, err, flags, signal } = context;
  const earlier = text(context, 'against')!; // it was asked for
  const reading = { ...readingFrom(context), signal };
  await using before = await openTable(earlier, reading);
  await using after = await openTable(words[0]!, reading);
  const comparison = await compareTables(before, after);
  out.write(flags.json ? `${JSON.stringify(comparison, null, 2)}\n` : `${renderComparison(comparison)}\n`);
  const path = text(context, 'report');
  if (path !== undefined) {
    await replaceFile(
      path,
      tableComparisonPage({ title: `${basename(words[0]!)} against ${basename(earlier)}`, comparison }),
    );
    err.write(`Report  ${path}\n`);
  }
  return exitCode.done;
}
