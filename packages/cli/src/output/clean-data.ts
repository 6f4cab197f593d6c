import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cleanTable,
  DataError,
  openLineage,
  openTable,
  parseSteps,
  profileTable,
  type StepChange,
} from '@capstan/data';
import type { Context } from '../commands/contract.ts';
import { exitCode, UsageError } from '../errors.ts';
import { text } from '../flags/parse.ts';

/** The book of data sets of the project that the command runs in. */
export const lineagePath = join('.capstan', 'lineage.db');

/**
 * Cleans a table by the steps of a JSON file, or by those that the doctor proposes, says what each step changed, and writes
 * the result down in the book of data sets.
 */
export async function cleanData(context: Context): Promise<number> {
  const { words, out, err, flags, signal } = context;
  const to = text(context, 'out');
  const dry = flags['dry-run'] === true;
  if (to === undefined && !dry) throw new UsageError('capstan data clean needs --out FILE, or --dry-run.');
  await using table = await openTable(words[1]!, { signal });
  const path = text(context, 'steps');
  const steps = path === undefined ? await proposed() : parseSteps(await json(path));
  const { table: clean, changes } = await cleanTable(table, steps, { dryRun: dry });
  out.write(flags.json ? `${JSON.stringify(changes, null, 2)}\n` : `${render(changes)}\n`);
  if (to === undefined || dry) return exitCode.done;
  await clean.write(to);
  const id = text(context, 'id');
  using book = openLineage(lineagePath);
  const identified = id === undefined ? {} : { id };
  const from = await book.add(table, { name: words[1]!, ...identified });
  const hash = await book.add(clean, {
    name: to,
    ...identified,
    parents: [{ hash: from, how: JSON.stringify(steps) }],
  });
  err.write(`Written  ${to}  ${hash.slice(0, 12)}\n`);
  return exitCode.done;

  async function proposed() {
    const target = text(context, 'target');
    const { findings } = await profileTable(table, target === undefined ? {} : { target });
    // Columns and rows are only left out when someone says so; what is merely repaired is proposed.
    const some = findings.flatMap(({ step }) =>
      step && step.step !== 'drop-columns' && step.step !== 'outliers' ? [step] : [],
    );
    const order = ['null-words', 'finite', 'dates', 'repair', 'deduplicate', 'impute'];
    const unique = [...new Map(some.map((step) => [JSON.stringify(step), step])).values()];
    const sorted = unique.sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step));
    return parseSteps(sorted.filter((step) => !(step.step === 'impute' && 'column' in step && step.column === target)));
  }
}

async function json(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new DataError('step-invalid', 'the steps cannot be read', {
      file: path,
      fix: 'It must be a JSON array of steps',
      cause,
    });
  }
}

function render(changes: readonly StepChange[]): string {
  if (changes.length === 0) return 'There is nothing to clean.';
  const count = (n: number) => n.toLocaleString('en');
  return changes
    .map(({ step, cells, rows, columns }) => {
      const { step: name, ...options } = step;
      const where = Object.entries(columns)
        .slice(0, 4)
        .map(([column, n]) => `${column} ${count(n)}`);
      return `${name.padEnd(14)} ${count(cells).padStart(10)} cells ${count(rows).padStart(9)} rows out  ${where.join(', ')}${Object.keys(options).length > 0 ? `  ${JSON.stringify(options)}` : ''}`;
    })
    .join('\n');
}
