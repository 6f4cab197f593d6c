export {
  type BillingAccount,
  type FocusRow,
  focusCsv,
  focusRows,
  type PrepaidCommitment,
  type RunCharge,
} from './focus/focus.ts';
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
} from './offers/checkpoint.ts';
export { offersFrom } from './offers/from-prices.ts';
export { type Asset, type AssetUse, type CostSplit, splitCost } from './offers/idle.ts';
export type * from './offers/offer.ts';
export { breakEvenUtilisation, type OwnedCost, type OwnedServer, ownedCost } from './offers/owned.ts';
export { unitsToReserve } from './offers/reserve.ts';
export { importQuotes, importSkyPilot } from './prices/import-prices.ts';
export { type PriceProcess, pricePaths } from './prices/path.ts';
export { type PriceRow, priceRow, type Terms } from './prices/price.ts';
export { PRICES } from './prices/prices.ts';
export type { Missing } from './programme/shortfall.ts';
export { type SourcingMonth, type SourcingPlan, type SourcingStep, sourceCompute } from './source.ts';
export { type Payments, type Verdict, verdict } from './verdict.ts';
