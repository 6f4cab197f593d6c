export { BILL_FORMS, chargesByMonth, type MonthlyCharge, readBill } from './bills/read-bill.ts';
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
} from './economics/checkpoint.ts';
export { type Asset, type AssetUse, type CostSplit, splitCost } from './economics/idle.ts';
export { breakEvenUtilisation, type OwnedCost, type OwnedServer, ownedCost } from './economics/owned-cost.ts';
export { type PriceProcess, pricePaths } from './economics/price-path.ts';
export { unitsToReserve } from './economics/reserve.ts';
export type { FocusRow } from './focus/columns.ts';
export {
  type BillingAccount,
  focusCsv,
  focusRows,
  type PrepaidCommitment,
  type RunCharge,
} from './focus/focus.ts';
export {
  type BilledRuns,
  billedByMonth,
  billedRuns,
  type FocusBill,
  type FocusCharge,
  readFocus,
  writeFocus,
} from './focus/read-focus.ts';
export type { Way } from './offers/contract.ts';
export { offersFrom } from './offers/from-prices.ts';
export { type MachineOffer, OFFER_KINDS, type Offer } from './offers/offer.ts';
export {
  importPrices,
  PRICE_SOURCES,
  type PriceImport,
  type PriceSourceKind,
  priceSourceOf,
} from './prices/import-prices.ts';
export { type PriceRow, priceRow, type Terms } from './prices/price.ts';
export { PRICES } from './prices/sources/built-in.ts';
export { importQuotes } from './prices/sources/quotes.ts';
export { importSkyPilot } from './prices/sources/skypilot.ts';
export type { Demand, SourcingProblem } from './problem.ts';
export type { Missing } from './programme/shortfall.ts';
export { type SourcingMonth, type SourcingPlan, type SourcingStep, sourceCompute } from './source.ts';
export { type Payments, type Verdict, verdict } from './verdict.ts';
