import { CapitalError } from '../../errors.ts';
import type { LossPoint } from './fit-law.ts';

/** A run as the ledger has it. */
export interface RecordedTraining {
  readonly kind: string;
  readonly status: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The names of the parameters or metrics that hold each figure. */
export interface LossNames {
  readonly parameters: string;
  /** Tokens, or examples, that the run trained on. */
  readonly tokens: string;
  /** Validation loss in nats. */
  readonly loss: string;
}

/**
 * The finished trainings of a ledger as points of a loss law; runs without one of the figures are left out.
 *
 * @throws {CapitalError} no-runs — when no training has all three, naming what the trainings do have
 * @example fitLossLaw(lossPointsOf(ledger.runs(), { parameters: 'model.parameters', tokens: 'tokens', loss: 'validation/loss' }))
 */
export function lossPointsOf(runs: readonly RecordedTraining[], names: LossNames): LossPoint[] {
  const done = runs
    .filter(({ kind, status }) => kind === 'train' && status === 'done')
    .map(({ params, metrics }) => new Map(Object.entries({ ...params, ...metrics }).filter(isNumber)));
  const points = done.flatMap((figures): LossPoint[] => {
    const [parameters, tokens, loss] = [names.parameters, names.tokens, names.loss].map((name) => figures.get(name));
    if (parameters === undefined || tokens === undefined || loss === undefined) return [];
    return [{ parameters, tokens, loss }];
  });
  if (points.length > 0) return points;
  const known = [...new Set(done.flatMap((figures) => [...figures.keys()]))].sort();
  throw new CapitalError(
    'no-runs',
    `None of the ${done.length} finished trainings has all of ${names.parameters}, ${names.tokens} and ${names.loss}. They have: ${known.slice(0, 40).join(', ') || 'nothing'}.`,
    { fields: { runs: done.length, names } },
  );
}

function isNumber(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}
