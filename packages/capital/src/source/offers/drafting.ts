import type { Around, Draft, Payment } from './contract.ts';

/** The months from one on, up to another and the plan's end. @example spanOfMonths(2, 9, 4) // [2, 3] */
export function spanOfMonths(from: number, end: number, months: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(end, months) - from) }, (_, i) => from + i);
}

/** What one node costs a month. */
export function nodeMonth(
  { pricePerGpuHour = 0, gpusPerNode = 1 }: { readonly pricePerGpuHour?: number; readonly gpusPerNode?: number },
  { hoursPerMonth }: Pick<Around, 'hoursPerMonth'>,
): number {
  return pricePerGpuHour * gpusPerNode * hoursPerMonth;
}

/** Nodes of one month. */
export function hired(month: number, payments: readonly Payment[], whole = false): Draft {
  return {
    month,
    payments: payments.filter(({ money }) => money !== 0),
    runs: { first: month, end: month + 1 },
    whole,
  };
}

/** Rented by the hour, month by month, at rents that move. */
export function rented(
  offer: {
    readonly from?: number;
    readonly pricePerGpuHour: number;
    readonly gpusPerNode?: number;
    readonly whole?: boolean;
  },
  around: Around,
): Draft[] {
  const money = nodeMonth(offer, around);
  return spanOfMonths(offer.from ?? 0, around.months, around.months).map((month) =>
    hired(month, [{ month, money, floating: true }], offer.whole),
  );
}

/** Nodes kept for some months from each month on; what is charged after the plan's end is charged as far as it will not be of use. */
export function committed(
  offer: {
    readonly from?: number;
    readonly months: number;
    readonly pricePerGpuHour: number;
    readonly gpusPerNode?: number;
  },
  upfront: number,
  around: Around,
): Draft[] {
  const { months, needAfter } = around;
  return spanOfMonths(offer.from ?? 0, months, months).map((month) => {
    const charged = Array.from({ length: offer.months }, (_, i) => ({
      month: month + i,
      money: nodeMonth(offer, around) * (month + i < months ? 1 : 1 - needAfter),
      floating: false,
    }));
    const total = charged.reduce((sum, { money }) => sum + money, 0);
    const payments = [
      { month, money: upfront * total, floating: false },
      ...charged.map((payment) => ({ ...payment, money: (1 - upfront) * payment.money })),
    ];
    return {
      ...hired(month, payments, true),
      ...(upfront > 0 ? { used: charged } : {}),
      runs: { first: month, end: month + offer.months },
    };
  });
}

/** The application for what is given, where it costs something. */
export function application({
  from = 0,
  applicationCost = 0,
}: {
  readonly from?: number;
  readonly applicationCost?: number;
}): Draft | undefined {
  if (applicationCost === 0) return undefined;
  const payments = [{ month: from, money: applicationCost, floating: false }];
  return { month: from, payments, runs: { first: 0, end: 0 }, whole: true };
}
