import { basename } from 'node:path';
import { isThere, replaceFile } from '@capstan/base/files';
import { chargesByMonth, readBill, source } from '@capstan/capital';
import { type Charge, formatMoney, openLedger, type RunRecord, renderTable } from '@capstan/ledger';
import { CliError, exitCode } from '../errors.ts';
import { ledgerFlag, ledgerOf } from '../flags/ledger-flag.ts';
import { oneOf, text } from '../flags/parse.ts';
import { inColour } from '../output/colour.ts';
import { readFile } from '../read-file.ts';
import type { Command, Context } from './contract.ts';

const forms = [...source.BILL_FORMS.keys()];

export const command: Command = {
  words: '[FILE]',
  wordCount: [0, 1],
  flags: {
    from: { type: 'string', value: 'FORM', help: `${forms.join(', ')}; told by the columns` },
    keep: {
      type: 'boolean',
      help: 'keep it in the ledger: runs that it names cost what it says, plans hold it beside theirs',
    },
    replace: { type: 'boolean', help: 'with --keep: instead of what the ledger has of the same months and providers' },
    focus: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: "write the ledger's finished runs there, in FOCUS's form",
    },
    account: { type: 'string', value: 'NAME', help: "with --focus: the billing account; 'capstan'" },
    provider: { type: 'string', value: 'NAME', help: "with --focus: whose machines they ran on; 'this machine'" },
    ledger: ledgerFlag,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'capstan bill focus.csv',
    'capstan bill focus.csv --keep',
    'capstan bill cur-2026-11.csv --keep --replace',
    'capstan bill',
    'capstan bill --focus runs.csv --provider Nebius',
  ],
  async run(context) {
    const path = ledgerOf(context);
    const [file] = context.words;
    const focus = text(context, 'focus');
    if (focus !== undefined) {
      if (file !== undefined)
        throw new CliError('flags-conflict', '--focus writes a bill, FILE is one to read: give one of them.', {
          fields: { flags: ['focus'] },
        });
      return exported(context, path, focus);
    }
    if (context.flags.replace === true && context.flags.keep !== true)
      throw new CliError('flags-conflict', '--replace says how --keep shall: give --keep, too.', {
        fields: { flags: ['replace'] },
      });
    if (file === undefined)
      return shown(
        context,
        isThere(path) ? kept(path) : [],
        'Nothing was kept in the ledger yet: capstan bill FILE --keep.',
      );
    const bill = readBill(readFile(file), from(context));
    const runs = isThere(path) ? runsOf(path).map(({ id }) => id) : [];
    const charges = chargesByMonth(bill, runs);
    if (context.flags.keep === true) {
      using ledger = openLedger(path);
      ledger.addBill(basename(file), charges, { replace: context.flags.replace === true });
    }
    return shown(context, charges, 'The bill has no charges.', runs);
  },
};

function from(context: Context): { from?: string } {
  const form = oneOf(context, 'from', forms);
  return form === undefined ? {} : { from: form };
}

function kept(path: string): Charge[] {
  using ledger = openLedger(path);
  return ledger.charges();
}

function runsOf(path: string): RunRecord[] {
  using ledger = openLedger(path);
  return ledger.runs({ limit: 100_000 });
}

/** What was charged by month, provider and service, and what of it is said to be a run's. */
function shown(context: Context, charges: readonly Charge[], nothing: string, known: readonly string[] = []): number {
  if (context.flags.json === true) {
    context.out.write(`${JSON.stringify(charges, null, 2)}\n`);
    return exitCode.done;
  }
  if (charges.length === 0) {
    context.out.write(`${nothing}\n`);
    return exitCode.done;
  }
  const groups = Map.groupBy(charges, ({ month, provider, service, currency }) =>
    JSON.stringify([month, provider, service, currency]),
  );
  const total = (each: readonly Charge[], of: 'billed' | 'effective'): number =>
    each.reduce((sum, charge) => sum + charge[of], 0);
  const rows = [...groups.values()].map((each) => {
    const { month, provider, service, currency } = each[0]!; // no group is empty
    const ofRuns = total(
      each.filter(({ run }) => run !== undefined),
      'effective',
    );
    return [
      month,
      provider,
      service,
      ...[total(each, 'billed'), total(each, 'effective'), ofRuns].map((money) => formatMoney(money, currency)),
    ];
  });
  const columns = [
    ...['month', 'provider', 'service'].map((title) => ({ title })),
    ...['billed', 'used', 'by runs'].map((title) => ({ title, align: 'right' as const })),
  ];
  const sums = [...Map.groupBy(charges, ({ currency }) => currency)].map(
    ([currency, each]) =>
      `${formatMoney(total(each, 'billed'), currency)} billed, ${formatMoney(total(each, 'effective'), currency)} used`,
  );
  const named = [...new Set(charges.flatMap(({ run }) => run ?? []))];
  const strange = known.length === 0 ? 0 : named.filter((run) => !known.includes(run)).length;
  context.out.write(
    `${renderTable(columns, rows, { color: inColour(context.out) })}\n${sums.join('; ')}; ${named.length} ${named.length === 1 ? 'run' : 'runs'} named${strange > 0 ? `, ${strange} of them not in the ledger` : ''}.\n`,
  );
  return exitCode.done;
}

/** Writes the finished runs as a bill of their own. */
async function exported(context: Context, path: string, file: string): Promise<number> {
  const runs = isThere(path) ? runsOf(path).filter(({ ended }) => ended !== undefined) : [];
  const currencies = [...new Set(runs.map(({ cost, billed }) => (billed ?? cost).currency))];
  if (currencies.length !== 1)
    throw new CliError(
      'no-runs',
      runs.length === 0
        ? `There are no finished runs in ${path} to write.`
        : `The runs were paid in ${currencies.join(' and ')}: a bill is in one currency. Set one price, ledger.setPrice, or keep their bills.`,
      { fields: { path, currencies } },
    );
  const account = text(context, 'account') ?? 'capstan';
  const provider = text(context, 'provider') ?? 'this machine';
  const rows = source.focusRows({
    account: { id: account, name: account, currency: currencies[0]! },
    charges: runs.map(({ id, name, device, kind, started, ended, cost, billed, price }) => {
      const deviceHours = cost.deviceSeconds / 3600;
      return {
        ...{ runId: id, runName: name, device, phase: kind, started, ended: ended!, deviceHours, provider },
        kWh: cost.energyWh / 1000,
        terms: provider === 'this machine' ? ('owned' as const) : ('on-demand' as const),
        listPrice: price.perHour,
        price: billed && deviceHours > 0 ? billed.money / deviceHours : price.perHour,
      };
    }),
  });
  await replaceFile(file, source.focusCsv(rows));
  context.out.write(`${rows.length} ${rows.length === 1 ? 'charge' : 'charges'} in FOCUS 1.2 written to ${file}\n`);
  return exitCode.done;
}
