import { existsSync } from 'node:fs';
import type { MeasuredRun } from '@capstan/capital';
import { openLedger, type RunRecord } from '@capstan/ledger';

/** The finished runs of a ledger as a plan reads them; none where there is no ledger yet. */
export function measuredRuns(path: string): MeasuredRun[] {
  if (!existsSync(path)) return [];
  using ledger = openLedger(path);
  return ledger.runs({ status: 'done', limit: 100_000 }).map(measured);
}

function measured(run: RunRecord): MeasuredRun {
  const { id, name, kind, status, started, cost, metrics, params, summary } = run;
  return {
    id,
    name,
    kind,
    status,
    started,
    hours: cost.seconds / 3600,
    deviceHours: cost.deviceSeconds / 3600,
    energyKWh: cost.energyWh / 1000,
    money: cost.money,
    currency: cost.currency,
    metrics,
    params: numbers(params),
    summary: numbers(summary),
  };
}

/** What is a number, by names joined with dots. */
function numbers(fields: unknown, before = ''): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields ?? {}).flatMap(([name, value]): [string, number][] => {
      if (typeof value === 'number') return [[before + name, value]];
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(numbers(value, `${before}${name}.`))
        : [];
    }),
  );
}
