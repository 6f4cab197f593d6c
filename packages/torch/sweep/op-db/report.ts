import type { Entry, Outcome } from './entry.ts';
import { MISSING, reasonFor } from './reasons.ts';

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** An entry as the page names it. */
export const title = ({ name, variant }: { name: string; variant: string }) =>
  variant ? `${name} (${variant})` : name;

/** What became of op_db, as a page. */
export function report(entries: readonly Entry[], outcomes: readonly Outcome[]): string {
  const missing = outcomes.filter(({ found, killed }) => !found && !killed);
  const killed = outcomes.filter((each) => each.killed);
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, each) => all + of(each), 0);
  const skipped: Record<string, number> = {};
  for (const entry of entries)
    for (const [reason, count] of Object.entries(entry.skipped)) skipped[reason] = (skipped[reason] ?? 0) + count;
  const samples = entries.reduce((all, entry) => all + entry.samples.length, 0);
  const rows = (of: (outcome: Outcome) => Record<string, number>) =>
    outcomes.flatMap((each) =>
      Object.entries(of(each)).map(
        ([came, count]) =>
          `| ${title(each)} | ${count} | ${came.replaceAll('|', '\\|')} | ${reasonFor(title(each), came) ?? ''} |`,
      ),
    );
  const names = new Set(entries.map(({ name }) => name));
  const without = new Set(missing.map(({ name }) => name));
  return `${[
    '# op_db, by public names',
    'Written by `packages/torch/sweep/op-db.ts` from what `record_op_db.py` recorded with PyTorch 2.11.0; do not edit.',
    `${entries.length} entries under ${names.size} names, of which ${names.size - without.size} are found here by their public names; ${samples} samples: ${sum((o) => o.equal)} equal, ${sum((o) => total(o.refused))} refused, ${sum((o) => total(o.unequal))} unequal, ${samples - sum((o) => o.equal + total(o.refused) + total(o.unequal))} of names that are not here; ${killed.length} entries end the process.`,
    '## Names that are not here',
    without.size === 0
      ? 'None.'
      : [
          '| name | reason |',
          '|---|---|',
          ...[...without].map((name) => `| \`${name}\` | ${MISSING[name] ?? ''} |`),
        ].join('\n'),
    '## Entries that end the process',
    killed.map((each) => `\`${title(each)}\``).join(', ') || 'None.',
    '## Unequal',
    ['| entry | samples | how | reason |', '|---|---|---|---|', ...rows(({ unequal }) => unequal)].join('\n'),
    '## Refused',
    ['| entry | samples | what it says | reason |', '|---|---|---|---|', ...rows(({ refused }) => refused)].join('\n'),
    '## Not recorded',
    [
      '| samples | why |',
      '|---|---|',
      ...Object.entries(skipped).map(([reason, count]) => `| ${count} | ${reason} |`),
    ].join('\n'),
  ].join('\n\n')}\n`;
}
