import { isThere, replaceFile } from '@capstan/base/files';
import {
  billedActuals,
  billedRuns,
  comparePlans,
  type Plan,
  type PlanReport,
  planReport,
  readActuals,
  readFocus,
  renderAccountsCsv,
  renderComparedPlans,
  renderPlan,
  renderPlanCsv,
  renderPlanHtml,
  renderPlanXlsx,
} from '@capstan/capital';

import { billedCharges, measuredRuns, riskEvidence } from '@capstan/ledger';
import { CliError, exitCode } from '../errors.ts';
import { ledgerFlag, ledgerOf } from '../flags/ledger-flag.ts';
import { refuseFlags, text, wholeNumber } from '../flags/parse.ts';
import { offersAsked, priceFlags } from '../flags/price-flags.ts';
import { loadPlan, PLAN } from '../load-plan.ts';
import { readFile } from '../read-file.ts';
import type { Command, Context } from './contract.ts';

export const command: Command = {
  words: '[FILE]',
  wordCount: [0, 1],
  endsAtOnce: true,
  flags: {
    ledger: ledgerFlag,
    paths: { type: 'string', value: 'N', help: 'how many futures to follow; 10000' },
    seed: { type: 'string', value: 'N', help: "another seed than the plan's" },
    html: { type: 'string', value: 'FILE', writes: true, help: 'also write a page for investors, ready to print' },
    csv: { type: 'string', value: 'FILE', writes: true, help: 'also write the months for a spreadsheet' },
    'accounts-csv': {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: 'also write cash by line and year for a spreadsheet',
    },
    bill: { type: 'string', value: 'FILE', help: "a bill in FOCUS's form: what its runs really cost" },
    actuals: { type: 'string', value: 'FILE', help: 'what happened: CSV of month, line, amount, beside the plan' },
    xlsx: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: 'also write profit, cash flow and balance as an Excel workbook',
    },
    compare: { type: 'string', value: 'FILE', help: 'show another plan beside it, with the same seed and ledger' },
    'simulate-register': {
      type: 'boolean',
      help: "let the risk register's rows strike the months, beside the plan's own risks",
    },
    json: { type: 'boolean', help: 'as JSON' },
    ...priceFlags,
  },
  examples: [
    'capstan plan',
    'capstan plan examples/plan.ts',
    'capstan plan --html plan.html',
    'capstan plan --csv months.csv --accounts-csv accounts.csv',
    'capstan plan --compare bolder.ts',
    'capstan plan --actuals books.csv --bill focus.csv',
    'capstan plan --xlsx plan.xlsx',
    'capstan plan --seed 3 --paths 40000',
    'capstan plan --json > plan.json',
    'capstan plan --prices built-in --chip H100 --spot-overhead 1.2',
    'capstan plan --prices vms.csv --provider Nebius --as-of 2026-11-24',
  ],
  async run(context) {
    const offers = offersAsked(context);
    if (offers !== undefined) {
      context.out.write(offers);
      return exitCode.done;
    }
    refuseFlags(context, Object.keys(priceFlags), 'of price lists', 'there is no --prices FILE');
    const other = text(context, 'compare');
    const html = text(context, 'html');
    if (other !== undefined && html !== undefined)
      throw new CliError('flags-conflict', '--html writes one plan, --compare shows two: give one of them.', {
        fields: { flags: ['html', 'compare'] },
      });
    const paths = wholeNumber(context, 'paths', 1, 1_000_000);
    const seed = wholeNumber(context, 'seed', 0);
    const ledger = bookAsked(context);
    const [bill, books, xlsx] = [text(context, 'bill'), text(context, 'actuals'), text(context, 'xlsx')];
    const [billText, booksText] = [bill, books].map((path) => (path === undefined ? undefined : readFile(path)));
    const plan = await loadPlan(context.words[0] ?? PLAN, context.signal);
    const runs = measuredRuns(ledger);
    const charges = billedCharges(ledger);
    const options = {
      runs: billText === undefined ? runs : billedRuns(readFocus(billText), runs).runs,
      day: new Date().toISOString().slice(0, 10),
      simulateRegister: context.flags['simulate-register'] === true,
      seed: seed ?? plan.document.seed,
      ...(paths === undefined ? {} : { paths }),
    };
    const reportOf = (of: Plan): Promise<PlanReport> => {
      const evidence = riskEvidence(ledger, of.document.currency);
      const booked = booksText === undefined ? [] : readActuals(booksText);
      const actuals = [...booked, ...billedActuals(of.document, charges, booked)];
      return planReport(of, { ...options, actuals, ...(evidence && { evidence }) });
    };
    const report = await reportOf(plan);
    if (xlsx !== undefined) await replaceFile(xlsx, renderPlanXlsx(report));
    if (html !== undefined) await replaceFile(html, renderPlanHtml(report));
    const [csv, accounts] = [text(context, 'csv'), text(context, 'accounts-csv')];
    if (csv !== undefined) await replaceFile(csv, renderPlanCsv(report));
    if (accounts !== undefined) await replaceFile(accounts, renderAccountsCsv(report));
    const beside = other === undefined ? undefined : await reportOf(await loadPlan(other, context.signal));
    context.out.write(
      context.flags.json ? `${JSON.stringify(asData(report, beside), null, 2)}\n` : asText(report, beside),
    );
    return exitCode.done;
  },
};

/** The book of runs that is named, which must be there; else the one of this folder, if there is one. */
function bookAsked(context: Context): string {
  const path = ledgerOf(context);
  if (context.flags.ledger === undefined || isThere(path)) return path;
  throw new CliError(
    'no-runs',
    `There is no ${path}. Name the book with --ledger FILE: in the folder of the runs it is .capstan/ledger.db.`,
    { fields: { path } },
  );
}

function asData(report: PlanReport, beside: PlanReport | undefined): object {
  return beside ? { figures: comparePlans(report, beside), first: report, second: beside } : report;
}

function asText(report: PlanReport, beside: PlanReport | undefined): string {
  return beside ? renderComparedPlans(report, beside) : renderPlan(report);
}
