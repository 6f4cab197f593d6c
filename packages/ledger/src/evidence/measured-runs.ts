import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MeasuredRun, RiskEvidence } from '@capstan/capital';
import { type Ledger, openLedger, type RunRecord } from '@capstan/ledger';
import { type ModelCard, ModelError, parseCard } from '@capstan/models';

/** The finished runs of a ledger as a plan reads them; none where there is no ledger yet. */
export function measuredRuns(path: string): MeasuredRun[] {
  if (!existsSync(path)) return [];
  using ledger = openLedger(path);
  return ledger.runs({ status: 'done', limit: 100_000 }).map(measured);
}

/**
 * What a ledger holds as evidence of risks: all its runs, but those paid in another currency, and the cards of the models that
 * runs left where they still are; undefined where there is no ledger yet.
 */
export function riskEvidence(path: string, currency: string): RiskEvidence | undefined {
  if (!existsSync(path)) return undefined;
  using ledger = openLedger(path);
  const runs = ledger.runs({ limit: 100_000 }).filter(({ cost }) => cost.money === 0 || cost.currency === currency);
  const models = runs.flatMap(({ id, name }) => cardsOf(ledger, id).map((card) => ({ name, card })));
  return { runs, models };
}

/** What the cards of a run's models say of where they come from. */
function cardsOf(ledger: Ledger, id: string): NonNullable<RiskEvidence['models']>[number]['card'][] {
  return ledger
    .artifacts(id)
    .filter(({ kind }) => kind === 'model')
    .flatMap((artifact) => {
      const file = join(dirname(artifact.path), 'model.json');
      if (!existsSync(file)) return [];
      const card = readCard(file);
      if (!card) return [];
      const { sha256, run, dataHash } = card;
      if (sha256 !== artifact.sha256) return []; // a later run has written over it
      return [{ sha256, ...(run !== undefined && { run }), ...(dataHash !== undefined && { dataHash }) }];
    });
}

/** A card that cannot be read is no evidence. */
function readCard(file: string): ModelCard | undefined {
  try {
    return parseCard(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ModelError) return undefined;
    throw error;
  }
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
