import { notNegative } from '../../check.ts';
import { writeCsv } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';

// FOCUS 1.2 (FinOps Foundation, ratified 2025-05-29). Its 21 mandatory columns, those that our rows need besides, and five of our
// own, which must begin with x_.
const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingAccountType',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountCategory',
  'CommitmentDiscountId',
  'CommitmentDiscountStatus',
  'CommitmentDiscountType',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'RegionId',
  'RegionName',
  'ResourceId',
  'ResourceName',
  'ResourceType',
  'ServiceCategory',
  'ServiceName',
  'SkuId',
  'SkuPriceId',
  'Tags',
  'x_CO2eKg',
  'x_DeviceHours',
  'x_EnergyKWh',
  'x_Phase',
  'x_RunId',
] as const;
type Column = (typeof COLUMNS)[number];

/** A row of FOCUS 1.2; what is absent is null there. */
export type FocusRow = Partial<Record<Column, string | number>>;

/** Who pays whom. */
export interface BillingAccount {
  readonly id: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** What a run took, in FOCUS's words; times are ISO 8601, UTC. */
export interface RunCharge {
  readonly runId: string;
  readonly runName: string;
  readonly device: string;
  /** 'train', 'evaluate', 'serve', 'data'. */
  readonly phase: string;
  readonly started: string;
  readonly ended: string;
  readonly deviceHours: number;
  readonly kWh?: number;
  readonly kgCO2e?: number;
  readonly provider: string;
  readonly region?: string;
  readonly terms: 'on-demand' | 'spot' | 'committed' | 'owned';
  /** A device-hour without any discount, and as agreed. */
  readonly listPrice: number;
  readonly price: number;
  /** The prepaid commitment that it used: then nothing is billed for it. */
  readonly commitment?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A commitment paid at its start, of which runs then use a part. */
export interface PrepaidCommitment {
  readonly id: string;
  readonly name: string;
  readonly device: string;
  readonly provider: string;
  readonly region?: string;
  readonly start: string;
  readonly end: string;
  readonly deviceHours: number;
  readonly listPrice: number;
  readonly price: number;
}

/**
 * Rows of FOCUS 1.2 for the runs of the ledger and the commitments that they used: a prepaid purchase is billed at once and
 * takes effect through use; what of it no run used comes as a row 'Unused'.
 *
 * @throws CapitalError 'bad-number', 'bad-date', 'dates-out-of-order', or 'bad-input' on a commitment that is not there or is
 *   used beyond its hours.
 * @example const csv = focusCsv(focusRows({ account, charges, commitments: [] }));
 */
export function focusRows({
  account,
  charges,
  commitments = [],
}: {
  account: BillingAccount;
  charges: readonly RunCharge[];
  commitments?: readonly PrepaidCommitment[];
}): FocusRow[] {
  if (!/^[A-Z]{3}$/.test(account.currency))
    throw new CapitalError('bad-input', `Expected a currency as ISO 4217 has it, received '${account.currency}'.`);
  const left = new Map(commitments.map(({ id, deviceHours }) => [id, deviceHours]));
  const used = charges.map((charge) => {
    if (charge.commitment !== undefined) spend(left, charge, commitments);
    return usageRow(account, charge);
  });
  return [
    ...commitments.map((commitment) => purchaseRow(account, commitment)),
    ...used,
    ...commitments.flatMap((commitment) => unusedRow(account, commitment, left.get(commitment.id)!)),
  ];
}

function spend(
  left: Map<string, number>,
  { runId, commitment, device, price, deviceHours }: RunCharge,
  all: readonly PrepaidCommitment[],
): void {
  const bought = all.find(({ id }) => id === commitment);
  if (!bought)
    throw new CapitalError('bad-input', `Run '${runId}' used the commitment '${commitment}', which is not given.`, {
      fields: {
        runId,
      },
    });
  if (bought.price !== price || bought.device !== device) {
    throw new CapitalError(
      'bad-input',
      `Run '${runId}': expected ${bought.device} at ${bought.price} as in its commitment, received ${device} at ${price}.`,
      { fields: { runId } },
    );
  }
  const rest = left.get(bought.id)! - deviceHours;
  if (rest < -1e-9 * deviceHours)
    throw new CapitalError('bad-input', `Runs used ${-rest} device-hours more of '${commitment}' than it has.`, {
      fields: {
        commitment,
      },
    });
  left.set(bought.id, Math.max(0, rest));
}

/** What all rows have in common. */
function row(
  account: BillingAccount,
  charge: {
    device: string;
    provider: string;
    region?: string;
    start: string;
    end: string;
    hours: number;
    listPrice: number;
    price: number;
  },
): FocusRow {
  const { device, provider, region, start, end, hours, listPrice, price } = charge;
  notNegative({ hours, listPrice, price });
  const [from, to] = [instant(start), instant(end)];
  if (to < from)
    throw new CapitalError('dates-out-of-order', `A charge ends at ${end}, before it starts at ${start}.`, {
      fields: {
        start,
        end,
      },
    });
  const at = new Date(from);
  const month = (add: number) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + add)).toISOString();
  return {
    BillingAccountId: account.id,
    BillingAccountName: account.name,
    BillingAccountType: 'Account',
    BillingCurrency: account.currency,
    BillingPeriodStart: whole(month(0)),
    BillingPeriodEnd: whole(month(1)),
    ChargePeriodStart: whole(new Date(from).toISOString()),
    ChargePeriodEnd: whole(new Date(to).toISOString()),
    ListUnitPrice: listPrice,
    ContractedUnitPrice: price,
    PricingQuantity: hours,
    PricingUnit: 'Hours',
    ListCost: listPrice * hours,
    ContractedCost: price * hours,
    InvoiceIssuerName: provider,
    ProviderName: provider,
    PublisherName: provider,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: `${device} compute`,
    SkuId: device,
    SkuPriceId: `${device} ${price}`,
    ...(region && { RegionId: region, RegionName: region }),
  };
}

function usageRow(account: BillingAccount, charge: RunCharge): FocusRow {
  const { runId, runName, device, phase, deviceHours, price, commitment, kWh, kgCO2e } = charge;
  const pricing = { 'on-demand': 'Standard', spot: 'Dynamic', committed: 'Committed', owned: 'Other' }[charge.terms];
  return {
    ...row(account, { ...charge, start: charge.started, end: charge.ended, hours: deviceHours }),
    BilledCost: commitment === undefined ? price * deviceHours : 0,
    EffectiveCost: price * deviceHours,
    ChargeCategory: 'Usage',
    ChargeDescription: `${phase} run ${runName} on ${device}`,
    ChargeFrequency: 'Usage-Based',
    ConsumedQuantity: deviceHours,
    ConsumedUnit: 'Hours',
    PricingCategory: pricing,
    ResourceId: runId,
    ResourceName: runName,
    ResourceType: 'Run',
    Tags: JSON.stringify(charge.tags ?? {}),
    ...(commitment !== undefined && committed(commitment, 'Used')),
    x_RunId: runId,
    x_DeviceHours: deviceHours,
    x_Phase: phase,
    ...(kWh !== undefined && { x_EnergyKWh: kWh }),
    ...(kgCO2e !== undefined && { x_CO2eKg: kgCO2e }),
  };
}

function purchaseRow(account: BillingAccount, commitment: PrepaidCommitment): FocusRow {
  return {
    ...row(account, { ...commitment, hours: commitment.deviceHours }),
    BilledCost: commitment.price * commitment.deviceHours,
    EffectiveCost: 0,
    ChargeCategory: 'Purchase',
    ChargeDescription: `Prepaid ${commitment.name}`,
    ChargeFrequency: 'One-Time',
    PricingCategory: 'Committed',
    ResourceId: commitment.id,
    ResourceName: commitment.name,
    ResourceType: 'Commitment',
    ...committed(commitment.id),
  };
}

function unusedRow(account: BillingAccount, commitment: PrepaidCommitment, hours: number): FocusRow[] {
  if (hours === 0) return [];
  return [
    {
      ...row(account, { ...commitment, hours }),
      BilledCost: 0,
      EffectiveCost: commitment.price * hours,
      ChargeCategory: 'Usage',
      ChargeDescription: `Unused part of ${commitment.name}`,
      ChargeFrequency: 'Usage-Based',
      PricingCategory: 'Committed',
      ResourceId: commitment.id,
      ResourceName: commitment.name,
      ResourceType: 'Commitment',
      ...committed(commitment.id, 'Unused'),
    },
  ];
}

const committed = (id: string, status?: 'Used' | 'Unused'): FocusRow => ({
  CommitmentDiscountId: id,
  CommitmentDiscountCategory: 'Usage',
  CommitmentDiscountType: 'Prepaid hours',
  ...(status && { CommitmentDiscountStatus: status }),
});

function instant(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new CapitalError('bad-date', `Expected a time such as 2026-11-24T10:00:00Z, received '${text}'.`, {
      fields: { text },
    });
  return time;
}

/** FOCUS's form has no fractions of a second. */
const whole = (iso: string): string => iso.replace(/\.\d+Z$/, 'Z');

/** The rows as CSV with FOCUS's header; an absent value is an empty cell. @example writeFile('focus.csv', focusCsv(rows)) */
export function focusCsv(rows: readonly FocusRow[]): string {
  return writeCsv(COLUMNS, rows);
}
