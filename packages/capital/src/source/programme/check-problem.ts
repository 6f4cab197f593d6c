import { notNegative, positive, share } from '../../check.ts';
import { checked } from '../../checked.ts';
import { CapitalError } from '../../errors.ts';
import type { Offer, SourcingProblem } from '../offers/offer.ts';

const whole = (name: string, value: number, least: number) =>
  checked(name, value, { least, most: 10_000, whole: true });

/** Throws 'bad-number' or 'bad-plan' naming the offer or demand and the field that cannot be. */
export function checkProblem(problem: SourcingProblem): void {
  const { demands, offers, budget, discountRate, needAfter = 0, hoursPerMonth = 1 } = problem;
  const months = demands[0]?.gpuHours.length ?? 0;
  if (months === 0 || months > 120)
    throw new CapitalError('bad-plan', `Expected a demand of 1 to 120 months, received ${months}.`, {
      fields: { months },
    });
  for (const { id, gpuHours } of demands) {
    if (gpuHours.length !== months) {
      throw new CapitalError(
        'bad-plan',
        `Demand '${id}': expected ${months} months as in the first, received ${gpuHours.length}.`,
        { fields: { id } },
      );
    }
    for (const [month, hours] of gpuHours.entries()) notNegative({ [`demand '${id}', month ${month}`]: hours });
  }
  if (budget && budget.length !== months)
    throw new CapitalError('bad-plan', `Budget: expected ${months} months, received ${budget.length}.`);
  for (const [month, usd] of (budget ?? []).entries()) notNegative({ [`budget, month ${month}`]: usd });
  if (problem.purse && problem.purse.length !== months)
    throw new CapitalError('bad-plan', `Purse: expected ${months} months, received ${problem.purse.length}.`);
  for (const [month, usd] of (problem.purse ?? []).entries()) notNegative({ [`purse, month ${month}`]: usd });
  notNegative({ discountRate });
  share({ needAfter });
  positive({ hoursPerMonth });
  unique('demand', demands);
  unique('offer', offers);
  for (const offer of offers) checkOffer(offer);
}

function unique(what: string, things: readonly { id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of things) {
    if (seen.has(id))
      throw new CapitalError('bad-plan', `The ${what} '${id}' is there twice: give each its own id.`, {
        fields: { id },
      });
    seen.add(id);
  }
}

function checkOffer(offer: Offer): void {
  const field = (name: string) => `offer '${offer.id}', ${name}`;
  whole(field('from'), offer.from ?? 0, 0);
  if (offer.kind !== 'credit') {
    positive({ [field('speed')]: offer.speed ?? 1 });
    whole(field('gpusPerNode'), offer.gpusPerNode ?? 1, 1);
    if (offer.maxNodes !== undefined) notNegative({ [field('maxNodes')]: offer.maxNodes });
  }
  // What is free is a grant or a credit: a price of 0 is a cell that was empty.
  if (offer.kind === 'grant') notNegative({ [field('usdPerGpuHour')]: offer.usdPerGpuHour ?? 0 });
  else if ('usdPerGpuHour' in offer) positive({ [field('usdPerGpuHour')]: offer.usdPerGpuHour });
  switch (offer.kind) {
    case 'on-demand':
      return;
    case 'spot':
      checked(field('overhead'), offer.overhead, { least: 1 });
      return;
    case 'reserved':
    case 'block':
      whole(field('months'), offer.months, 1);
      share({ [field('upfront')]: offer.upfront ?? 0 });
      return;
    case 'owned':
      notNegative({ [field('usdPerNode')]: offer.usdPerNode, [field('usdPerNodeMonth')]: offer.usdPerNodeMonth });
      whole(field('lifeMonths'), offer.lifeMonths, 1);
      whole(field('leadMonths'), offer.leadMonths ?? 0, 0);
      share({ [field('salvage')]: offer.salvage });
      return;
    default:
      whole(field('waitMonths'), offer.waitMonths ?? 0, 0);
      whole(field('expiresAfter'), offer.expiresAfter, 1);
      share({ [field('acceptance')]: offer.acceptance ?? 1 });
      notNegative({ [field('applicationUsd')]: offer.applicationUsd ?? 0 });
      notNegative(offer.kind === 'grant' ? { [field('gpuHours')]: offer.gpuHours } : { [field('usd')]: offer.usd });
  }
}
