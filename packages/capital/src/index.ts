// Flat: plans, what is uncertain, and the files of others. Everything else stands in the namespace of its folder.
/** What information is worth, and which experiment to buy. */
export * as decide from './decide/index.ts';
export {
  type Assumption,
  assume,
  assumptionSchema,
  type Confidence,
  confidences,
  type WrittenAssumption,
} from './distribution/assumption.ts';
export type { Distribution, Uncertain } from './distribution/distribution.ts';
export {
  beta,
  discrete,
  distribution,
  empirical,
  gamma,
  lognormal,
  mixture,
  normal,
  pert,
  to,
  triangular,
  truncated,
  uniform,
} from './distribution/make.ts';
export { cdf, mean, quantile, sample, sd, transform } from './distribution/read.ts';
export { CapitalError, type CapitalErrorCode, capitalErrorCodes, capitalErrors } from './errors.ts';
/** FLOP, loss laws, hours, money, energy; learning from runs; scores of past forecasts. */
export * as forecast from './forecast/index.ts';
export { calibrate } from './forecast/learn/calibrate.ts';
/** Cap tables and rounds in exact fractions, exits, rates, options, OCF. */
export * as fund from './fund/index.ts';
export { exportOcf } from './fund/ocf/export.ts';
export { importOcf } from './fund/ocf/import.ts';
export { type OcfFile, type OcfItem, type OcfPackage, readOcf, writeOcf } from './fund/ocf/package.ts';
export { ownership } from './fund/table/cap-table.ts';
/** Market size and adoption, prices, tests, cohorts. */
export * as market from './market/index.ts';
export { billedActuals } from './plan/actuals/billed-actuals.ts';
export { type Actual, type ActualLine, readActuals } from './plan/actuals/read-actuals.ts';
export { definePlan } from './plan/define.ts';
export type { MeasuredRun } from './plan/figures/figure.ts';
export { type Evidence, learn } from './plan/figures/learn.ts';
export { renderAccountsCsv, renderPlanCsv } from './plan/page/csv.ts';
export { renderPlanHtml } from './plan/page/html.ts';
export { renderPlan } from './plan/page/terminal.ts';
export { renderPlanXlsx } from './plan/page/xlsx/plan-workbook.ts';
export { parsePlan, planJsonSchema } from './plan/parse.ts';
export { type Plan, withAssumptions } from './plan/plan.ts';
export { type ComparedFigure, comparePlans, renderComparedPlans } from './plan/report/compare-plans.ts';
export { type Driver, driversOf } from './plan/report/drivers.ts';
export { type MonthRow, type PlanReport, planReport, type ReportOptions } from './plan/report/report.ts';
export { type PlanRegister, registerOf, withRegister } from './plan/report/risk-register.ts';
export type { ScenarioRow } from './plan/report/scenarios.ts';
export type { PlanDocument, PlanInput } from './plan/schema/document.ts';
/** Numbers with units. */
export * as quantity from './quantity/index.ts';
/** Columns of random numbers, by seed and name. */
export * as random from './random/index.ts';
/** A register out of evidence, and what the law asks. */
export * as risk from './risk/index.ts';
/** Tornado and Sobol. */
export * as sensitivity from './sensitivity/index.ts';
/** Formulas with units followed along many paths, month by month. */
export * as simulation from './simulate/index.ts';
export { chargesByMonth, readBill } from './source/bills/read-bill.ts';
export { billedRuns, readFocus } from './source/focus/read-focus.ts';
/** Prices, offers, sourcing programmes, checkpoints, FOCUS. */
export * as source from './source/index.ts';
export { offersFrom } from './source/offers/from-prices.ts';
export { importPrices, type PriceImport, type PriceSourceKind, priceSourceOf } from './source/prices/import-prices.ts';
export { importQuotes } from './source/prices/sources/quotes.ts';
export { importSkyPilot } from './source/prices/sources/skypilot.ts';
/** People and labels. */
export * as talent from './talent/index.ts';
