import { z } from 'zod';
import type { Around, Draft, Way } from './contract.ts';
import * as offerKinds from './index.ts';

type Kinds = typeof offerKinds;

/** A way to get compute. Prices are in its `currency`, months count from 0, the first of the plan. */
export type Offer = { [N in keyof Kinds]: z.output<Kinds[N]['schema']> }[keyof Kinds];
/** A way to get machines. */
export type MachineOffer = Extract<Offer, { readonly region: string }>;

/** What is the same of every kind, its types forgotten. */
interface AnyKind {
  readonly kind: Offer['kind'];
  readonly about: string;
  readonly way: Way;
  readonly money: readonly string[];
  readonly paid: 'used' | 'kept';
  readonly market?: 'steady' | 'interrupted';
  readonly schema: z.ZodObject;
  fault?(offer: Offer): string | undefined;
  overhead?(offer: Offer): number;
  lasts?(offer: Offer): number;
  nodeHour?(offer: Offer): number;
  worthAfter?(offer: Offer, months: number): number;
  total?(offer: Offer, hoursPerMonth: number): number;
  application?(offer: Offer): Draft | undefined;
  drafts(offer: Offer, around: Around): Draft[];
}

/** Every kind of offer, by its name. */
export const OFFER_KINDS: ReadonlyMap<string, AnyKind> = new Map(
  Object.values(offerKinds).map((kind) => [kind.kind, kind as unknown as AnyKind]), // as: each is given offers of its own kind alone
);

/** Offers as a plan has them: each says whose price it is, too. */
export const plannedOffer = z.discriminatedUnion('kind', planned()).superRefine((offer, context) => {
  const message = OFFER_KINDS.get(offer.kind)?.fault?.(offer);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

type Planned = Kinds[keyof Kinds]['planned'];

function planned(): [Planned, ...Planned[]] {
  return Object.values(offerKinds).map((kind): Planned => kind.planned) as [Planned, ...Planned[]]; // as: the list is not empty
}

/** What is known of an offer's kind. */
export function kindOf(offer: Offer): AnyKind {
  return OFFER_KINDS.get(offer.kind)!; // every offer is of a kind in the list
}

export function isMachine(offer: Offer): offer is MachineOffer {
  return 'region' in offer;
}

/** GPUs of the reference chip that one node is worth. */
export function work(offer: MachineOffer): number {
  return ((offer.gpusPerNode ?? 1) * (offer.speed ?? 1)) / (kindOf(offer).overhead?.(offer) ?? 1);
}
