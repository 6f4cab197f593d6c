import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonFault, nearest, printable } from '@capstan/base';
import {
  cleanTable,
  DataError,
  openLineage,
  openTable,
  type Proposal,
  parseSteps,
  profileTable,
  proposeSteps,
  type StepChange,
} from '@capstan/data';
import type { Context } from '../../commands/contract.ts';
import { CliError, exitCode } from '../../errors.ts';
import { badFlag } from '../../flags/bad-flag.ts';
import { text } from '../../flags/parse.ts';
import { readingFrom } from '../../flags/reading-flags.ts';
import { downloading } from '../progress/download-progress.ts';

/** What a table can be written as, by its name. */
const WRITABLE = /\.(parquet|csv|tsv|jsonl)$/i;

/** The book of data sets of the project that the command runs in. */
export const lineagePath = join('.capstan', 'lineage.db');

/**
 * Cleans a table: prints what is proven and what is proposed, with what each step would change; with `--out` applies what is
 * proven and what `--apply` asks for, or the steps of a JSON file, and writes the result down in the book of data sets.
 */
export async function cleanData(context: Context): Promise<number> {
  const { words, out, err, flags, signal } = context;
  const to = text(context, 'out');
  const dry = flags['dry-run'] === true || to === undefined;
  const path = text(context, 'steps');
  const asked = text(context, 'apply')?.split(',');
  if (path !== undefined && asked !== undefined)
    throw new CliError(
      'flags-conflict',
      '--steps says what to do, --apply chooses from what is proposed: give one of them.',
      { fields: { flags: ['steps', 'apply'] } },
    );
  if (to !== undefined && !WRITABLE.test(to))
    throw badFlag('out', 'a file that ends in .parquet, .csv, .tsv or .jsonl', to);
  await using table = await openTable(words[1]!, { ...readingFrom(context), ...downloading(context), signal });
  const id = text(context, 'id');
  const names = table.columns.map(({ name }) => name);
  if (id !== undefined && !names.includes(id)) throw badFlag('id', `a column: ${names.join(', ')}`, id, names);
  let steps = path === undefined ? [] : parseSteps(await json(path));
  if (path === undefined) {
    const target = text(context, 'target');
    const proposals = await proposeSteps(table, await profileTable(table, target === undefined ? {} : { target }));
    const chosen = choose(proposals, asked);
    steps = chosen.map(({ step }) => step);
    if (dry) {
      const plan = proposals.map((one) => ({ ...one, applied: chosen.includes(one) }));
      out.write(flags.json ? `${JSON.stringify(plan, null, 2)}\n` : `${renderPlan(proposals, chosen, words[1]!)}\n`);
      return exitCode.done;
    }
  }
  const { table: clean, changes } = await cleanTable(table, steps, { dryRun: dry, examples: 10 });
  out.write(flags.json ? `${JSON.stringify(changes, null, 2)}\n` : `${renderChanges(changes)}\n`);
  if (to === undefined || dry) return exitCode.done;
  await clean.write(to);
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
}

/** What is proven, and what was asked for by name. @throws {CliError} bad-flag — with the nearest name */
function choose(proposals: readonly Proposal[], asked: readonly string[] = []): Proposal[] {
  const names = proposals.map(({ name }) => name);
  for (const name of asked) {
    const known = [...names, ...proposals.map(({ step }) => step.step)];
    if (known.includes(name)) continue;
    const close = nearest(name, known);
    throw new CliError(
      'bad-flag',
      `--apply ${name}: nothing of that name is proposed${close ? `; did you mean ${close}?` : '.'} Proposed: ${names.join(', ') || 'nothing'}.`,
      { fields: { flag: 'apply', value: name, nearest: close } },
    );
  }
  const wanted = proposals.filter(
    ({ name, proven, step }) => proven || asked.includes(name) || asked.includes(step.step),
  );
  for (const { name, instead = [] } of wanted) {
    const other = instead.find((one) => wanted.some((chosen) => chosen.name === one));
    if (other !== undefined)
      throw new CliError('bad-flag', `--apply: ${name} and ${other} answer one question: name one of them.`, {
        fields: { flag: 'apply', value: name },
      });
  }
  return wanted.filter(({ within }) => !wanted.some(({ name }) => name === within));
}

async function json(path: string): Promise<unknown> {
  const hint = 'It must be a file with a JSON array of steps';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException; // as: readFile throws these
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : 'it may not be read';
    throw new DataError('step-invalid', `the steps cannot be read: ${reason}`, { file: path, hint, cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DataError('step-invalid', `the steps are no JSON (${jsonFault(text)})`, { file: path, hint, cause });
  }
}

function renderPlan(proposals: readonly Proposal[], chosen: readonly Proposal[], file: string): string {
  if (proposals.length === 0) return 'There is nothing to clean.';
  const block = (one: Proposal) =>
    [`  ${printable(one.name)}: ${summary(one.change)}; ${one.why}`, ...examples(one.change)].join('\n');
  const applied = proposals.filter((one) => chosen.includes(one));
  const left = proposals.filter((one) => !chosen.includes(one) && one.within === undefined);
  const lines = [
    applied.length > 0
      ? `Applied with --out:\n${applied.map(block).join('\n')}`
      : 'Nothing is proven, so --out alone would change nothing.',
  ];
  if (left.length > 0) {
    lines.push(`Proposed, applied only when asked for:\n${left.map(block).join('\n')}`);
    const guesses = left.filter(({ instead }) => instead === undefined).map(({ name }) => printable(name));
    const command = `  capstan data clean ${file} --out FILE --apply`;
    if (guesses.length > 0) lines.push(`${command} ${guesses.join(',')}`);
    const questions = left.filter(
      ({ instead }, i) => instead && !left.slice(0, i).some(({ name }) => instead.includes(name)),
    );
    for (const { name, instead = [] } of questions)
      lines.push(
        `Only someone who knows the table can say:\n${[name, ...instead].map((one) => `${command} ${printable(one)}`).join('\n')}`,
      );
  }
  return lines.join('\n\n');
}

function renderChanges(changes: readonly StepChange[]): string {
  if (changes.length === 0) return 'There is nothing to clean.';
  return changes
    .map((change) => {
      const { step: name, ...options } = change.step;
      const how = Object.keys(options).length > 0 ? `  ${printable(JSON.stringify(options))}` : '';
      return [`${name}: ${summary(change)}${how}`, ...examples(change)].join('\n');
    })
    .join('\n');
}

const count = (n: number) => n.toLocaleString('en');

function summary({ cells, nulled, rows, columns }: StepChange): string {
  const where = Object.entries(columns)
    .slice(0, 4)
    .map(([column, n]) => `${printable(column)} ${count(n)}`);
  const parts = [
    cells > 0 ? `${count(cells)} cells change (${where.join(', ')})` : '',
    nulled > 0 ? `${count(nulled)} of them become missing` : '',
    rows > 0 ? `${count(rows)} rows are left out` : '',
  ].filter((part) => part !== '');
  return parts.join(', ') || 'nothing changes';
}

function examples({ examples: some }: StepChange): string[] {
  const shown = (cell: string | null) => (cell === null ? '(missing)' : `'${printable(cell).slice(0, 60)}'`);
  return some.map(
    ({ row, column, was, becomes }) => `      row ${row + 1}, ${printable(column)}: ${shown(was)} → ${shown(becomes)}`,
  );
}
