import { printable } from '@capstan/base';
import { isThere, replaceFile } from '@capstan/base/files';
import {
  formatCost,
  formatMetric,
  formatMoney,
  formatParam,
  type Ledger,
  openLedger,
  type RunRecord,
  renderComparison,
  renderRuns,
} from '@capstan/ledger';
import { CliError, exitCode } from '../errors.ts';
import { ledgerFlag, ledgerOf } from '../flags/ledger-flag.ts';
import { oneOf, refuseFlags, text, wholeNumber } from '../flags/parse.ts';
import { inColour } from '../output/colour.ts';
import type { Command, Context } from './contract.ts';

const KINDS = ['train', 'evaluate', 'predict', 'serve', 'data'] as const;

export const command: Command = {
  words: '[show RUN | compare RUN RUN]',
  wordCount: [0, 3],
  flags: {
    kind: { type: 'string', value: 'KIND', help: `only runs of a kind: ${KINDS.join(', ')}` },
    name: { type: 'string', value: 'NAME', help: 'only runs of this name' },
    limit: { type: 'string', value: 'N', help: 'the latest N; default 20' },
    ledger: ledgerFlag,
    report: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: 'with compare: write the curves side by side as HTML there',
    },
    json: { type: 'boolean', help: 'write what is shown as JSON' },
  },
  examples: [
    'capstan runs',
    'capstan runs show 3f2a',
    'capstan runs compare 3f2a 91bc',
    'capstan runs --json --kind train',
  ],
  async run(context) {
    const [action = 'list', ...ids] = context.words;
    if (WORDS[action] !== ids.length) {
      throw new CliError(
        'bad-words',
        `capstan runs takes nothing, 'show RUN' or 'compare RUN RUN', received '${context.words.join(' ')}'. See capstan runs --help.`,
        { fields: { words: context.words } },
      );
    }
    if (action !== 'compare') refuseFlags(context, ['report'], 'of compare', `this is ${action}`);
    if (action !== 'list') refuseFlags(context, ['kind', 'name', 'limit'], 'of the list of runs', `this is ${action}`);
    const kind = oneOf(context, 'kind', KINDS);
    const limit = wholeNumber(context, 'limit') ?? 20;
    const path = ledgerOf(context);
    if (!isThere(path)) return noRuns(context, path);
    using ledger = openLedger(path);
    const color = inColour(context.out);
    const [first = '', second = ''] = ids;
    if (action === 'show') {
      const run = ledger.run(first);
      const artifacts = ledger.artifacts(run.id);
      return print(context, { ...run, artifacts }, () => renderRun(run, artifacts));
    }
    if (action === 'compare') {
      const comparison = ledger.compare(first, second);
      const report = text(context, 'report');
      if (report !== undefined) await replaceFile(report, await comparisonOf(ledger, [first, second]));
      return print(context, comparison, () => renderComparison(comparison, { color }));
    }
    const name = text(context, 'name');
    const runs = ledger.runs({
      limit,
      ...(kind ? { kind } : {}),
      ...(name ? { name } : {}),
    });
    return print(context, runs, () => renderRuns(runs, { color }));
  },
};

async function comparisonOf(ledger: Ledger, ids: readonly string[]): Promise<string> {
  const { comparisonPage } = await import('@capstan/evaluate'); // only where it is asked for
  return comparisonPage(
    ids.map((each) => {
      const run = ledger.run(each);
      return { run, curves: ledger.metricNames(run.id).map((name) => ledger.metrics(run.id, name)) };
    }),
  );
}

/** How many runs each action names. */
const WORDS: Readonly<Record<string, number>> = { list: 0, show: 1, compare: 2 };

function noRuns(context: Context, path: string): number {
  if (context.words.length > 0 || text(context, 'ledger') !== undefined) {
    throw new CliError(
      'no-runs',
      `There is no ${path}. Run this in the folder of the runs, or name the book with --ledger FILE.`,
      { fields: { path } },
    );
  }
  return print(
    context,
    [],
    () => 'No runs yet in this folder. Begin with `capstan start`, or `capstan train --data DIR`.',
  );
}

/** Writes a value as JSON where that was asked for, and as text where not. */
function print({ out, flags }: Context, value: unknown, render: () => string): number {
  out.write(`${flags.json ? JSON.stringify(value, null, 2) : render().trimEnd()}\n`);
  return exitCode.done;
}

function renderRun(run: RunRecord, artifacts: readonly { path: string; kind: string; bytes: number }[]): string {
  const {
    id,
    name,
    kind,
    status,
    started,
    device,
    threads,
    seed,
    git,
    dataHash,
    cost,
    billed,
    price,
    metrics,
    params,
  } = run;
  const commit = git && `${git.commit.slice(0, 12)}${git.dirty ? ' with changes' : ''}`;
  const groups: [title: string, rows: [string, string | undefined][]][] = [
    [
      `${id}  ${printable(name)} (${kind}), ${status}`,
      [
        ['started', started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
        ['device', `${device}${threads ? `, ${threads} threads` : ''}`],
        ['seed', seed?.toString()],
        ['commit', commit],
        ['data', dataHash?.slice(0, 16)],
        ['cost', formatCost(cost, price)],
        ['billed', billed && formatMoney(billed.money, billed.currency)],
      ],
    ],
    [
      'metrics, at the last step',
      Object.entries(metrics).map(([metric, value]) => [metric, formatMetric(value, metric)]),
    ],
    ['parameters', Object.entries(params).map(([param, value]) => [param, formatParam(value)])],
    ['files', artifacts.map(({ kind, path, bytes }) => [kind, `${path}, ${bytes.toLocaleString('en')} bytes`])],
  ];
  const filled = groups.filter(([, rows]) => rows.length > 0);
  const width = Math.max(...filled.flatMap(([, rows]) => rows.map(([left]) => left.length)));
  const line = ([left, right]: [string, string | undefined]) =>
    right === undefined ? [] : [`  ${printable(left).padEnd(width)}  ${printable(right)}`];
  return filled.map(([title, rows]) => [title, ...rows.flatMap(line), ''].join('\n')).join('\n');
}
