import { readBySchema } from '@capstan/base';
import { notNegative, positive, share } from '../../check.ts';
import { CapitalError } from '../../errors.ts';
import { kindOf, OFFER_KINDS, type Offer } from '../offers/offer.ts';
import { renamedFields } from '../offers/renamed.ts';
import { currencyOf, type SourcingProblem } from '../problem.ts';

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
  for (const [month, money] of (budget ?? []).entries()) notNegative({ [`budget, month ${month}`]: money });
  if (problem.purse && problem.purse.length !== months)
    throw new CapitalError('bad-plan', `Purse: expected ${months} months, received ${problem.purse.length}.`);
  for (const [month, money] of (problem.purse ?? []).entries()) notNegative({ [`purse, month ${month}`]: money });
  notNegative({ discountRate });
  share({ needAfter });
  positive({ hoursPerMonth });
  unique('demand', demands);
  unique('offer', offers);
  for (const offer of offers) checkOffer(offer);
  const currencies = currencyOf(problem);
  if (currencies.length > 1)
    throw new CapitalError(
      'bad-plan',
      `The offers are in ${currencies.join(' and ')}: one programme has one currency.`,
      {
        fields: { currencies },
        hint: "Convert them first, or put them into a plan with 'rates', which does.",
      },
    );
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
  if (!OFFER_KINDS.has(offer.kind))
    throw new CapitalError(
      'bad-plan',
      `offer '${offer.id}', kind: expected ${[...OFFER_KINDS.keys()].join(', ')}, received '${String(offer.kind)}'.`,
      { fields: { id: offer.id } },
    );
  const kind = kindOf(offer);
  const old = renamedFields(offer);
  if (old.length > 0) throw refused('bad-plan', offer, old.join(' '));
  readBySchema(kind.schema, offer, (faults) => {
    const numeric = Object.entries(offer).some(
      ([field, value]) => typeof value === 'number' && faults.some(({ path }) => path === field),
    );
    const text = faults.map(({ path, message }) => `${path && `${path}: `}${message}`).join(' ');
    return refused(numeric ? 'bad-number' : 'bad-plan', offer, text);
  });
  const fault = kind.fault?.(offer);
  if (fault !== undefined) throw refused('bad-plan', offer, fault);
}

function refused(code: 'bad-number' | 'bad-plan', { id }: Offer, text: string): CapitalError {
  return new CapitalError(code, `offer '${id}', ${text}`, { fields: { id } });
}
