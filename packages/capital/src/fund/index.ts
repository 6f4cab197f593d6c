export type { Capitalization, Counted } from './convertibles/capitalization.ts';
export {
  type Convertible,
  conversionPrice,
  type FixedPercent,
  type Note,
  noteBalance,
  type Safe,
  yearFraction,
} from './convertibles/convertible.ts';
export { type CashDrift, everRuined, ruinProbability, runway } from './economics/runway.ts';
export {
  type CustomerEconomics,
  grossMargin,
  type UnitEconomics,
  unitEconomics,
} from './economics/unit-economics.ts';
export { type Direction, Rational, type RationalLike, rational, sum } from './exact/rational.ts';
export { backsolve, type Opm, type OpmTerms, type OpmValue, opm } from './exit/opm.ts';
export { type PayoutPiece, payoutPieces } from './exit/payout-pieces.ts';
export { type Branch, type RolledBack, rollBack, type Stage } from './exit/staged.ts';
export { type VcMethod, vcMethod } from './exit/vc-method.ts';
export { type Waterfall, waterfall } from './exit/waterfall.ts';
export { exportOcf, type OcfExport } from './ocf/export.ts';
export { type ImportedOcf, importOcf, type Unstated } from './ocf/import.ts';
export { binomial, blackScholes, type OptionTerms, type OptionValue } from './rates/options.ts';
export { annuity, type DatedFlow, irr, mirr, mostRates, npv, payment, xirr, xnpv } from './rates/rates.ts';
export { antiDilution } from './round/anti-dilution.ts';
export { type PricedRound, pricedRound } from './round/priced-round.ts';
export type { Allotment, Conversion } from './round/result.ts';
export {
  LEGAL_ROUNDING,
  type PoolChange,
  type PricingConvention,
  type Rounding,
  type RoundTerms,
} from './round/terms.ts';
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
} from './table/cap-table.ts';
export { type Dilution, dilution } from './table/dilution.ts';
export { safeOwnership } from './table/safe-ownership.ts';
export { tableAtSale } from './table/table-at-sale.ts';
export { type Vesting, vestedAtSale, vestedPart } from './table/vesting.ts';
