import { html, lineChart, type Markup, niceDomain, thinSeries } from '@capstan/page';

import type { Metric } from '../../metrics/contract.ts';
import * as metrics from '../../metrics/index.ts';

/** One metric over the steps of a run; the ledger's `MetricSeries` is one. */
export interface Curve {
  /** Such as `train/loss`: what stands behind the last slash shares a chart. */
  name: string;
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
}

const TITLES: Record<string, string> = { loss: 'Loss', accuracy: 'Accuracy', lr: 'Learning rate' };
const LISTED = new Map<string, Metric>(Object.entries(metrics)); // a metric by which the best epoch was chosen
/** These come first; the rest follows, up to four charts. */
const ORDER = ['loss', 'accuracy', 'lr'];

/**
 * Draws a run's metrics, those of one kind in one chart; over epochs where the curves have a metric `epoch`, else over steps.
 *
 * @example
 * trainingCurves(['train/loss', 'validation/loss'].map((name) => ledger.metrics(run.id, name)))
 */
export function trainingCurves(curves: readonly Curve[]): Markup[] {
  const epochs = curves.find((curve) => curve.name === 'epoch' && curve.steps.length > 0);
  const groups = Map.groupBy(
    curves.filter((curve) => curve.name !== 'epoch' && curve.values.length > 1),
    (curve) => curve.name.slice(curve.name.lastIndexOf('/') + 1),
  );
  const rank = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const kinds = [...groups.keys()].sort((a, b) => rank(a) - rank(b)).slice(0, 4);
  return kinds.map((kind) => {
    const members = groups.get(kind)!;
    const listed = LISTED.get(kind);
    const title = TITLES[kind] ?? (listed ? sentence(listed.label) : kind);
    const inPercent = listed?.shown === 'percent';
    const lines = members.map((curve, tone) => {
      const line = thinSeries(curve.steps, curve.values);
      const x = epochs ? line.x.map((step) => epochAt(step, epochs)) : line.x;
      return { name: curve.name, label: curve.name.split('/')[0]!, tone, ...line, x };
    });
    const chart = lineChart({
      title: `${title} over ${epochs ? 'epochs' : 'steps'}`,
      xLabel: epochs ? 'epoch' : 'step',
      ...(inPercent ? { format: (share: number) => `${Number((share * 100).toFixed(3))} %` } : {}),
      yDomain: settled(lines, inPercent && listed.better === 'higher'),
      height: 270,
      dots: true,
      lines,
    });
    const broken = members.find((curve) => Array.from(curve.values).some((value) => !Number.isFinite(value)));
    return html`<div class="${kinds.length === 1 ? 'card narrow' : 'card'}"><h3>${title}</h3>${chart}${broken && html`<p class="small">${broken.name} was not a finite number somewhere: its line breaks there.</p>`}</div>`;
  });
}

const sentence = (label: string) => label.charAt(0).toUpperCase() + label.slice(1);

/**
 * The range in which the curves lie after their first twentieth: what a model without training does would flatten all the rest.
 * Of an accuracy only the floor is cut, and 100 % is the top; of others only the top is.
 */
function settled(lines: readonly { x: readonly number[]; y: readonly number[] }[], share: boolean): [number, number] {
  const end = Math.max(...lines.flatMap((line) => line.x));
  const values = (from: number) =>
    lines.flatMap((line) => line.y.filter((y, i) => Number.isFinite(y) && line.x[i]! >= from));
  const [all, late] = [values(-Infinity), values(end / 20)];
  if (late.length === 0) return [0, 1];
  const [low, high] = [Math.min(...(share ? late : all)), Math.max(...(share ? all : late))];
  return share
    ? [Math.max(0, Math.floor(low * 20 - 1e-9) / 20), 1]
    : niceDomain([Math.min(low, high > 0 && low > 0 && low < high / 3 ? 0 : low), high], 5);
}

/** Where a step lies in epochs: between the ends of epochs, which are logged, linearly. */
function epochAt(step: number, { steps, values }: Curve): number {
  let [fromStep, fromEpoch] = [0, 0];
  for (let i = 0; i < steps.length; i++) {
    if (step <= steps[i]!)
      return fromEpoch + ((values[i]! - fromEpoch) * (step - fromStep)) / (steps[i]! - fromStep || 1);
    [fromStep, fromEpoch] = [steps[i]!, values[i]!];
  }
  return fromEpoch + (fromStep === 0 ? 0 : ((step - fromStep) * fromEpoch) / fromStep);
}
