import { existsSync } from 'node:fs';
import { formatCost, openLedger, type RunRecord, renderComparison, renderRuns } from '@capstan/ledger';
import { inColour } from '../colour.ts';
import type { Command, Context } from '../command.ts';
import { exitCode, UsageError } from '../errors.ts';
import { oneOf, text, wholeNumber } from '../parse.ts';

const KINDS = ['train', 'evaluate', 'serve', 'data'] as const;

export const command: Command = {
  name: 'runs',
  summary: 'Lists what was run, how good it was and what it cost; shows one run; compares two.',
  words: '[show RUN | compare RUN RUN]',
  wordCount: [0, 3],
  flags: {
    kind: { type: 'string', value: 'KIND', help: `only runs of a kind: ${KINDS.join(', ')}` },
    name: { type: 'string', value: 'NAME', help: 'only runs of this name' },
    limit: { type: 'string', value: 'N', help: 'the latest N; 20' },
    ledger: { type: 'string', value: 'FILE', help: "the book of runs; '.capstan/ledger.db'" },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'capstan runs',
    'capstan runs show 3f2a',
    'capstan runs compare 3f2a 91bc',
    'capstan runs --json --kind train',
  ],
  async run(context) {
    const [action = 'list', ...ids] = context.words;
    const path = text(context, 'ledger') ?? '.capstan/ledger.db';
    if (!existsSync(path)) return noRuns(context, path);
    using ledger = openLedger(path);
    if (action === 'list' && ids.length === 0) {
      const kind = oneOf(context, 'kind', KINDS);
      const name = text(context, 'name');
      const filter = {
        limit: wholeNumber(context, 'limit') ?? 20,
        ...(kind ? { kind } : {}),
        ...(name ? { name } : {}),
      };
      const runs = ledger.runs(filter);
      if (context.flags.json) return print(context, runs);
      context.out.write(`${renderRuns(runs, { color: inColour(context.out) }).trimEnd()}\n`);
      return exitCode.done;
    }
    if (action === 'show' && ids.length === 1) {
      const run = ledger.run(ids[0]!);
      const artifacts = ledger.artifacts(run.id);
      if (context.flags.json) return print(context, { ...run, artifacts });
      context.out.write(renderRun(run, artifacts));
      return exitCode.done;
    }
    if (action === 'compare' && ids.length === 2) {
      const comparison = ledger.compare(ids[0]!, ids[1]!);
      if (context.flags.json) return print(context, comparison);
      context.out.write(`${renderComparison(comparison, { color: inColour(context.out) }).trimEnd()}\n`);
      return exitCode.done;
    }
    throw new UsageError(
      `capstan runs takes nothing, 'show RUN' or 'compare RUN RUN', received '${context.words.join(' ')}'. See capstan runs --help.`,
    );
  },
};

function noRuns(context: Context, path: string): number {
  if (context.words.length > 0) {
    throw new UsageError(
      `There is no ${path}. Run this in the folder of the runs, or name the book with --ledger FILE.`,
    );
  }
  if (context.flags.json) return print(context, []);
  context.out.write(`No runs yet in this folder. Begin with \`capstan start\`, or \`capstan train --data DIR\`.\n`);
  return exitCode.done;
}

function print({ out }: Context, value: unknown): number {
  out.write(`${JSON.stringify(value, null, 2)}\n`);
  return exitCode.done;
}

function renderRun(run: RunRecord, artifacts: readonly { path: string; kind: string; bytes: number }[]): string {
  const rows: [string, string][] = [
    ['run', `${run.id}  ${run.name} (${run.kind}), ${run.status}`],
    ['started', run.started],
    ['device', `${run.device}${run.threads ? `, ${run.threads} threads` : ''}`],
    ['commit', run.git ? `${run.git.commit.slice(0, 12)}${run.git.dirty ? ' with changes' : ''}` : 'no repository'],
    ['data', run.dataHash?.slice(0, 12) ?? '—'],
    ['cost', formatCost(run.cost, run.price)],
    ...Object.entries(run.metrics).map(([name, value]): [string, string] => [
      name,
      String(Number(value.toPrecision(6))),
    ]),
    ...Object.entries(run.params).map(([name, value]): [string, string] => [name, String(value)]),
    ...artifacts.map(({ kind, path, bytes }): [string, string] => [
      kind,
      `${path} (${bytes.toLocaleString('en')} bytes)`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`;
}
