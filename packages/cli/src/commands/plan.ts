import { renameSync, writeFileSync } from 'node:fs';
import { planReport, renderPlan, renderPlanHtml } from '@capstan/capital';
import type { Command } from '../command.ts';
import { exitCode } from '../errors.ts';
import { loadPlan, PLAN } from '../load-plan.ts';
import { measuredRuns } from '../measured-runs.ts';
import { text, wholeNumber } from '../parse.ts';

export const command: Command = {
  name: 'plan',
  summary:
    'Works a capital plan out with what the ledger measured: cash, risk of ruin, what drives it, what to buy next.',
  words: '[FILE]',
  wordCount: [0, 1],
  flags: {
    ledger: { type: 'string', value: 'FILE', help: "the book of runs; '.capstan/ledger.db'" },
    paths: { type: 'string', value: 'N', help: 'how many futures to follow; 10000' },
    seed: { type: 'string', value: 'N', help: "another seed than the plan's" },
    html: { type: 'string', value: 'FILE', help: 'also write a page for investors, ready to print' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['capstan plan', 'capstan plan examples/plan.ts', 'capstan plan --html plan.html', 'capstan plan --json'],
  async run(context) {
    const plan = await loadPlan(context.words[0] ?? PLAN);
    const paths = wholeNumber(context, 'paths');
    const seed = wholeNumber(context, 'seed', 0);
    const report = await planReport(plan, {
      runs: measuredRuns(text(context, 'ledger') ?? '.capstan/ledger.db'),
      ...(paths === undefined ? {} : { paths }),
      ...(seed === undefined ? {} : { seed }),
    });
    const html = text(context, 'html');
    if (html !== undefined) {
      writeFileSync(`${html}.part`, renderPlanHtml(report), { flush: true });
      renameSync(`${html}.part`, html);
    }
    context.out.write(context.flags.json ? `${JSON.stringify(report, null, 2)}\n` : renderPlan(report));
    return exitCode.done;
  },
};
