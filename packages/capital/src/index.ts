export { type Experiment, type Ranked, rankExperiments } from './decide/experiments.ts';
export {
  bestAction,
  type Decision,
  gaussianInformation,
  perfectInformation,
  type Signal,
  sampleInformation,
  type Unknown,
} from './decide/information.ts';
export { worthOfKnowing } from './decide/worth-of-knowing.ts';
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
export { CapitalError, type CapitalErrorCode } from './errors.ts';
export { type ChipCost, ownedChipCost, REPLACEMENT_RATE } from './forecast/chips/chip-cost.ts';
export { CHIPS, type Chip, chip } from './forecast/chips/chips.ts';
export { carbonKg, energyKWh, GRID, gridIntensity, mixIntensity, PUE, TRAINING_LOAD } from './forecast/chips/energy.ts';
export {
  type Attention,
  countedTrainingFlops,
  flopsPerToken,
  modelFlopsUtilization,
  trainingFlops,
} from './forecast/flops.ts';
export { apiBreakEven, decodeLimit, usdPerKrequest, usdPerMtok } from './forecast/inference.ts';
export {
  fitLossLaw,
  type Interval,
  type LawFit,
  type LossPoint,
  lawObjective,
  lossAtBudget,
} from './forecast/laws/fit-law.ts';
export { kaplanLoss, kaplanOptimum } from './forecast/laws/kaplan.ts';
export {
  flopsForLoss,
  isoFlop,
  LOSS_LAWS,
  type LossLaw,
  lossAt,
  type Optimum,
  optimum,
} from './forecast/laws/loss-law.ts';
export { type LossNames, lossPointsOf, type RecordedTraining } from './forecast/laws/loss-points.ts';
export { type Calibrated, calibrate } from './forecast/learn/calibrate.ts';
export {
  CALIBRATED,
  type CalibratedFigure,
  type Calibration,
  calibrateFromRuns,
  RUN_PRIORS,
  type RunFigures,
} from './forecast/learn/calibrate-runs.ts';
export { type BackTest, backTest, PUBLISHED, type PublishedTraining } from './forecast/learn/published.ts';
export { crps, type ScoredForecast, type Scores, scoreForecasts } from './forecast/learn/score.ts';
export {
  forecastTraining,
  type LogNormal,
  lognormalByMedian,
  TRAINING_PRIORS,
  type TrainingForecast,
} from './forecast/training.ts';
export {
  type Capitalization,
  type Convertible,
  conversionPrice,
  type FixedPercent,
  type Note,
  noteBalance,
  type Safe,
  yearFraction,
} from './fund/convertibles/convertible.ts';
export { type CashDrift, everRuined, ruinProbability, runway } from './fund/economics/runway.ts';
export {
  type CustomerEconomics,
  grossMargin,
  type UnitEconomics,
  unitEconomics,
} from './fund/economics/unit-economics.ts';
export { type Direction, Rational, type RationalLike, rational, sum } from './fund/exact/rational.ts';
export { type Branch, type RolledBack, rollBack, type Stage } from './fund/exit/staged.ts';
export { type VcMethod, vcMethod } from './fund/exit/vc-method.ts';
export { type Waterfall, waterfall } from './fund/exit/waterfall.ts';
export { exportOcf, type OcfExport } from './fund/ocf/export.ts';
export { type ImportedOcf, importOcf, type Unstated } from './fund/ocf/import.ts';
export { binomial, blackScholes, type OptionTerms, type OptionValue } from './fund/rates/options.ts';
export { annuity, type DatedFlow, irr, mirr, mostRates, npv, payment, xirr, xnpv } from './fund/rates/rates.ts';
export { antiDilution } from './fund/round/anti-dilution.ts';
export { type PricedRound, pricedRound } from './fund/round/priced-round.ts';
export type { Allotment, Conversion } from './fund/round/result.ts';
export {
  LEGAL_ROUNDING,
  type PoolChange,
  type PricingConvention,
  type Rounding,
  type RoundTerms,
} from './fund/round/terms.ts';
export {
  type AntiDilution,
  type CapTable,
  type CapTableInput,
  capTable,
  classOf,
  conversionRatio,
  fullyDiluted,
  type Grant,
  type Holding,
  type OwnershipRow,
  outstanding,
  owned,
  ownership,
  type Participation,
  type ShareClass,
  type ShareClassInput,
} from './fund/table/cap-table.ts';
export { type Dilution, dilution } from './fund/table/dilution.ts';
export { safeOwnership } from './fund/table/safe-ownership.ts';
export {
  type BusinessModel,
  type Customers,
  type RevenueLines,
  revenueLines,
} from './market/customers/business-model.ts';
export { type Channel, type ChannelPlan, channelMix } from './market/customers/channels.ts';
export {
  type ChurnPosterior,
  churnPosterior,
  kaplanMeier,
  type Retention,
  type Tenure,
} from './market/customers/cohort.ts';
export { type MarketStep, type Timeline, timeline } from './market/customers/timeline.ts';
export { type Bass, bassPeak, bassRate, bassSales, bassShare, fitBass } from './market/size/bass.ts';
export { customersByMonth, type MarketSize, marketSize, type Segment } from './market/size/size.ts';
export { type Choice, type Conjoint, choiceShares, fitConjoint, willingnessToPay } from './market/surveys/conjoint.ts';
export { type Arm, compareRates, learnFromTest, sampleSize, sequentialP } from './market/surveys/experiment.ts';
export { type Dimension, type Positioned, type Product, positioningMap } from './market/surveys/position.ts';
export { type PriceAnswer, type PriceSensitivity, priceSensitivity } from './market/surveys/price-sensitivity.ts';
export { type Evidence, learn, type MeasuredRun } from './plan/figures/learn.ts';
export { renderPlanHtml } from './plan/page/html.ts';
export { renderPlan } from './plan/page/terminal.ts';
export { definePlan, type Plan, parsePlan, planJsonSchema, withAssumptions } from './plan/parse.ts';
export { type ComparedFigure, comparePlans, renderComparedPlans } from './plan/report/compare-plans.ts';
export { type Driver, driversOf } from './plan/report/drivers.ts';
export { type MonthRow, type PlanReport, planReport, type ReportOptions } from './plan/report/report.ts';
export { type PlanRegister, registerOf, withRegister } from './plan/report/risk-register.ts';
export type { ScenarioRow } from './plan/report/scenarios.ts';
export type { PlanDocument, PlanInput } from './plan/schema/document.ts';
export {
  add,
  divide,
  inUnit,
  multiply,
  parseQuantity,
  type Quantity,
  quantity,
  subtract,
} from './quantity/quantity.ts';
export { conversion, unit } from './quantity/units.ts';
export { latinHypercube, normals, uniforms } from './random/columns.ts';
export { parseEvidence, type RiskEvidence } from './risk/evidence.ts';
export { type AiActSystem, aiActDuties, type DutyRow, highestFine } from './risk/law/ai-act.ts';
export { AI_ACT_DUTIES, AI_ACT_TABLE, type AiActDuty, type SystemKind } from './risk/law/ai-act-duties.ts';
export { type ComputeAlarm, computeAlarm, GENERAL_PURPOSE_FLOP, SYSTEMIC_RISK_FLOP } from './risk/law/compute-alarm.ts';
export { GDPR_ARTICLES, type GdprRow, gdprRecord } from './risk/law/gdpr.ts';
export { NIST_AI_RMF, type NistFunction, type NistRow, nistProfile } from './risk/law/nist.ts';
export { planRisks } from './risk/plan-risks.ts';
export {
  type EvidenceStatus,
  type Exposure,
  type RegisterOptions,
  RISK_RULES,
  type RiskRegister,
  type RiskRow,
  riskRegister,
  type Stake,
} from './risk/register.ts';
export type { Assessment, Facts, RiskArea, RiskLimits, RiskRule } from './risk/rules/rule.ts';
export { type SobolIndex, type SobolOptions, sobol } from './sensitivity/sobol.ts';
export { type TornadoRow, tornado } from './sensitivity/tornado.ts';
export type { Correlation } from './simulate/columns/correlate.ts';
export { type Ruin, ruinByMonth, ruinMonth } from './simulate/columns/ruin.ts';
export { quantilesOf } from './simulate/columns/select.ts';
export { type Summary, sortedQuantile, summarise } from './simulate/columns/summary.ts';
export { type Expression, parseExpression } from './simulate/language/expression.ts';
export type { Line, Model, Shock } from './simulate/language/model.ts';
export { monthOf, type SimulateOptions, type Simulation, simulate } from './simulate/simulate.ts';
export {
  type BillingAccount,
  type FocusRow,
  focusCsv,
  focusRows,
  type PrepaidCommitment,
  type RunCharge,
} from './source/focus/focus.ts';
export {
  bestInterval,
  type CheckpointAdvice,
  checkpointEvery,
  daly,
  type Failures,
  meanTimeBetweenFailures,
  runTimeFactor,
  usefulSpotPrice,
  young,
} from './source/offers/checkpoint.ts';
export { offersFrom } from './source/offers/from-prices.ts';
export { type Asset, type AssetUse, type CostSplit, splitCost } from './source/offers/idle.ts';
export type * from './source/offers/offer.ts';
export { breakEvenUtilisation, type OwnedCost, type OwnedServer, ownedCost } from './source/offers/owned.ts';
export { unitsToReserve } from './source/offers/reserve.ts';
export { importQuotes, importSkyPilot } from './source/prices/import-prices.ts';
export { type PriceProcess, pricePaths } from './source/prices/path.ts';
export { type PriceRow, priceRow, type Terms } from './source/prices/price.ts';
export { PRICES } from './source/prices/prices.ts';
export type { Missing } from './source/programme/shortfall.ts';
export { type SourcingMonth, type SourcingPlan, type SourcingStep, sourceCompute } from './source/source.ts';
export { type Payments, type Verdict, verdict } from './source/verdict.ts';
export { type BusFactor, busFactor } from './talent/bus-factor.ts';
export { type Hire, type HiringPlan, hiringPlan } from './talent/hiring.ts';
export { type Labelling, labellingCost } from './talent/labelling.ts';
export {
  type CurvePoint,
  errorAt,
  fitLearningCurve,
  type LearningCurve,
  type PowerLaw,
} from './talent/learning-curve.ts';
export { type LabelDecision, type LabelsWorth, labelsToBuy, worthOfLabels } from './talent/value-of-labels.ts';
