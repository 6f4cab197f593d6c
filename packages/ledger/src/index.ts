export type { Charge } from './cost/bills.ts';
export { type Cost, costOf, energyWh, type Usage } from './cost/cost.ts';
export { defaultPrice, type Price } from './cost/price.ts';
export { now, processStart, type Since } from './cost/since.ts';
export { LedgerError, type LedgerErrorCode, ledgerErrorCodes, ledgerErrors } from './errors.ts';
export {
  billedCharges,
  type LedgerEvidence,
  type MeasuredRun,
  type ModelOrigin,
  measuredRuns,
  riskEvidence,
} from './evidence/measured-runs.ts';
export { type Ledger, openLedger, type RunStart } from './ledger.ts';
export { type GitState, gitState } from './machine/git.ts';
export { type Machine, machine } from './machine/machine.ts';
export type { MetricSeries } from './metrics/read-series.ts';
export type { MetricDifference, ParamDifference, RunComparison } from './runs/compare.ts';
export type { LineageEdge, LineageNode } from './runs/lineage.ts';
export type { Json } from './runs/params.ts';
export type { Run } from './runs/run.ts';
export type { RunFilter } from './runs/run-filter.ts';
export type { Artifact, RunKind, RunRecord, RunStatus } from './runs/run-record.ts';
export { formatCost, formatDuration, formatEnergy, formatMoney, formatParam } from './show/format.ts';
export { formatMetric, renderComparison, renderRuns } from './show/render.ts';
export { type Column, renderTable } from './show/table.ts';
export { exportTensorBoard } from './tensorboard/tensorboard.ts';
