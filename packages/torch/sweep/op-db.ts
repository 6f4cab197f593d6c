// Runs PyTorch's own operator database (record_op_db.py) through our public names, in child processes: what dies is named.
//
//   npm run node -- packages/torch/sweep/op-db.ts FOLDER [report.md]
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Entry, entriesOf, type Outcome } from './op-db/entry.ts';
import { report } from './op-db/report.ts';

const CHILD = new URL('op-db/child.ts', import.meta.url).pathname;

/** Runs entries from `first` on in a child process; those that it came to, and the entry that it died at. */
async function part(folder: string, first: number): Promise<{ outcomes: Outcome[]; died: number | undefined }> {
  const child = spawn(process.execPath, [CHILD, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const outcomes: Outcome[] = [];
  let current: number | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { start: number } | { outcome: Outcome } | { done: true }; // as: written by child.ts
    if ('start' in message) current = message.start;
    else if ('outcome' in message) outcomes.push(message.outcome);
    else current = undefined;
  }
  return { outcomes, died: current };
}

/** What became of every entry of a folder that record_op_db.py wrote. */
export async function runAll(folder: string): Promise<{ entries: Entry[]; outcomes: Outcome[] }> {
  const entries = entriesOf(folder);
  const outcomes: Outcome[] = [];
  for (let first = 0; first < entries.length; ) {
    const { outcomes: some, died } = await part(folder, first);
    outcomes.push(...some);
    if (died === undefined) break;
    const { name, variant } = entries[died]!; // one of them
    outcomes.push({ name, variant, found: undefined, equal: 0, refused: {}, unequal: {}, killed: true });
    first = died + 1;
  }
  return { entries, outcomes };
}

if (process.argv[1] === import.meta.filename) {
  const [folder, path] = process.argv.slice(2);
  if (!folder) throw new Error('give the folder that record_op_db.py wrote to');
  const { entries, outcomes } = await runAll(folder);
  const text = report(entries, outcomes);
  if (path) writeFileSync(path, text);
  console.log(text.split('\n## ')[0]);
}
