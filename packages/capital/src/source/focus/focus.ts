import { notNegative } from '../../check.ts';
import { writeCsv } from '../../csv.ts';
import { CapitalError } from '../../errors.ts';
import { COLUMNS, DECIMALS, type FocusRow } from './columns.ts';

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
  /** 'train', 'evaluate', 'predict', 'serve', 'data'. */
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
  /** The number of its invoice; a provisional one of provider and month where there is none yet. */
  readonly invoice?: string;
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
  readonly invoice?: string;
}

/**
 * Rows of FOCUS 1.2 for the runs of the ledger and the commitments that they used: a prepaid purchase is billed at once and
 * takes effect through use; what of it no run used comes as a row 'Unused'.
 *
 * @throws {CapitalError} bad-number, bad-date, dates-out-of-order — where a figure is negative, endless or none where it may not be, a date is none, or a date lies before one that it must follow
 * @throws {CapitalError} bad-input — on a commitment that is not there or is used beyond its hours
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
    return usageRow(
      account,
      charge,
      commitments.find(({ id }) => id === charge.commitment),
    );
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
    invoice?: string;
  },
): FocusRow {
  const { device, provider, region, start, end, hours, listPrice, price, invoice } = charge;
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
    PricingCurrency: account.currency,
    PricingCurrencyListUnitPrice: listPrice,
    PricingCurrencyContractedUnitPrice: price,
    PricingQuantity: hours,
    PricingUnit: 'Hours',
    ListCost: listPrice * hours,
    ContractedCost: price * hours,
    InvoiceId: invoice ?? `provisional ${provider} ${start.slice(0, 7)}`,
    InvoiceIssuerName: provider,
    ProviderName: provider,
    PublisherName: provider,
    ServiceCategory: 'AI and Machine Learning',
    ServiceSubcategory: 'Machine Learning',
    ServiceName: `${device} compute`,
    SkuId: device,
    SkuMeter: 'Device Hours',
    SkuPriceDetails: JSON.stringify({ x_Device: device }),
    SkuPriceId: `${device} ${price}`,
    ...(region && { RegionId: region, RegionName: region }),
  };
}

function usageRow(account: BillingAccount, charge: RunCharge, bought: PrepaidCommitment | undefined): FocusRow {
  const { runId, runName, device, phase, deviceHours, price, commitment, kWh, kgCO2e } = charge;
  const pricing = { 'on-demand': 'Standard', spot: 'Dynamic', committed: 'Committed', owned: 'Other' }[charge.terms];
  return {
    ...row(account, { ...charge, start: charge.started, end: charge.ended, hours: deviceHours }),
    BilledCost: commitment === undefined ? price * deviceHours : 0,
    EffectiveCost: price * deviceHours,
    PricingCurrencyEffectiveCost: price * deviceHours,
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
    ...(bought && committed(bought, deviceHours, 'Used')),
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
    PricingCurrencyEffectiveCost: 0,
    ChargeCategory: 'Purchase',
    ChargeDescription: `Prepaid ${commitment.name}`,
    ChargeFrequency: 'One-Time',
    PricingCategory: 'Committed',
    ResourceId: commitment.id,
    ResourceName: commitment.name,
    ResourceType: 'Commitment',
    ...committed(commitment, commitment.deviceHours),
  };
}

function unusedRow(account: BillingAccount, commitment: PrepaidCommitment, hours: number): FocusRow[] {
  if (hours === 0) return [];
  return [
    {
      ...row(account, { ...commitment, hours }),
      BilledCost: 0,
      EffectiveCost: commitment.price * hours,
      PricingCurrencyEffectiveCost: commitment.price * hours,
      ChargeCategory: 'Usage',
      ChargeDescription: `Unused part of ${commitment.name}`,
      ChargeFrequency: 'Usage-Based',
      PricingCategory: 'Committed',
      ResourceId: commitment.id,
      ResourceName: commitment.name,
      ResourceType: 'Commitment',
      ...committed(commitment, hours, 'Unused'),
    },
  ];
}

const committed = ({ id, name }: PrepaidCommitment, hours: number, status?: 'Used' | 'Unused'): FocusRow => ({
  CommitmentDiscountId: id,
  CommitmentDiscountName: name,
  CommitmentDiscountCategory: 'Usage',
  CommitmentDiscountType: 'Prepaid hours',
  CommitmentDiscountQuantity: hours,
  CommitmentDiscountUnit: 'Hours',
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

/** FOCUS writes 1E-7, and a whole number is a decimal all the same. */
const decimal = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : /^-?\d+$/.test(String(value)) ? `${value}.0` : String(value).replace('e', 'E');

/** The rows as CSV with FOCUS's header; an absent value is an empty cell. @example writeFile('focus.csv', focusCsv(rows)) */
export function focusCsv(rows: readonly FocusRow[]): string {
  return writeCsv(
    COLUMNS,
    rows.map((each) =>
      Object.fromEntries(
        COLUMNS.map((column) => [column, DECIMALS.has(column) ? decimal(each[column]) : each[column]]),
      ),
    ),
  );
}
