import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThere } from '@capstan/base/files';
import type { Charge } from '../cost/bills.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import type { RunKind, RunRecord, RunStatus } from '../runs/run-record.ts';

/** A finished run in hours, kilowatt-hours and money: what a plan of capital learns from. */
export interface MeasuredRun {
  readonly id: string;
  readonly name: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  /** ISO 8601. */
  readonly started: string;
  readonly hours: number;
  readonly deviceHours: number;
  readonly energyKWh: number;
  /** What bills say, else what it took at its price. */
  readonly money: number;
  readonly currency: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Those that are numbers, by dotted names. */
  readonly params: Readonly<Record<string, number>>;
  readonly summary: Readonly<Record<string, number>>;
}

/** Where a model that a run left says it comes from. */
export interface ModelOrigin {
  readonly sha256: string;
  readonly run?: string;
  readonly dataHash?: string;
}

/** What a ledger holds as evidence of risks. */
export interface LedgerEvidence {
  runs: RunRecord[];
  models: { name: string; card: ModelOrigin }[];
}

/** The finished runs of a ledger as a plan reads them; none where there is no ledger yet. */
export function measuredRuns(path: string): MeasuredRun[] {
  if (!isThere(path)) return [];
  using ledger = openLedger(path);
  return ledger.runs({ status: 'done', limit: 100_000 }).map(measured);
}

/** What providers charged, as far as bills were kept in a ledger; nothing where there is no ledger yet. */
export function billedCharges(path: string): Charge[] {
  if (!isThere(path)) return [];
  using ledger = openLedger(path);
  return ledger.charges();
}

/**
 * What a ledger holds as evidence of risks: all its runs, but those paid in another currency, and the cards of the models that
 * runs left where they still are; undefined where there is no ledger yet.
 */
export function riskEvidence(path: string, currency: string): LedgerEvidence | undefined {
  if (!isThere(path)) return undefined;
  using ledger = openLedger(path);
  const runs = ledger.runs({ limit: 100_000 }).filter(({ cost }) => cost.money === 0 || cost.currency === currency);
  const models = runs.flatMap(({ id, name }) => cardsOf(ledger, id).map((card) => ({ name, card })));
  return { runs, models };
}

/** What the cards of a run's models say of where they come from. */
function cardsOf(ledger: Ledger, id: string): ModelOrigin[] {
  return ledger
    .artifacts(id)
    .filter(({ kind }) => kind === 'model')
    .flatMap((artifact) => {
      const origin = readOrigin(join(dirname(artifact.path), 'model.json'));
      return origin?.sha256 === artifact.sha256 ? [origin] : []; // else a later run has written over it
    });
}

/** Reads three facts of a card; one that cannot be read is no evidence. The whole card is @capstan/models' affair. */
function readOrigin(file: string): ModelOrigin | undefined {
  if (!isThere(file)) return undefined;
  let card: unknown;
  try {
    card = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof card !== 'object' || card === null) return undefined;
  const { format, sha256, run, dataHash }: Partial<Record<string, unknown>> = { ...card };
  if (format !== 'capstan-model' || typeof sha256 !== 'string') return undefined;
  return {
    sha256,
    ...(typeof run === 'string' && { run }),
    ...(typeof dataHash === 'string' && { dataHash }),
  };
}

function measured(run: RunRecord): MeasuredRun {
  const { id, name, kind, status, started, cost, billed, metrics, params, summary } = run;
  return {
    id,
    name,
    kind,
    status,
    started,
    hours: cost.seconds / 3600,
    deviceHours: cost.deviceSeconds / 3600,
    energyKWh: cost.energyWh / 1000,
    money: billed?.money ?? cost.money,
    currency: billed?.currency ?? cost.currency,
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
