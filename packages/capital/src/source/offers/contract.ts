import { z } from 'zod';
import { confidences } from '../../distribution/assumption.ts';

/** How a verdict groups offers, each beside renting by the hour. */
export const offerWays = ['rent', 'commit', 'buy', 'partner'] as const;
export type Way = (typeof offerWays)[number];

/** Money that goes out for one node, or for one unit of credit. */
export interface Payment {
  readonly month: number;
  readonly money: number;
  /** Whether it moves with the market. */
  readonly floating: boolean;
}

/** Something that can be decided in a month: nodes of an offer hired, begun or bought, or credit used. */
export interface Draft {
  readonly month: number;
  readonly payments: readonly Payment[];
  /** What falls to each month of use, where it is paid at another time: paid ahead, it is an asset until then (ASC 340-10, IAS 1). */
  readonly used?: readonly Pick<Payment, 'month' | 'money'>[];
  /** Months in which the nodes run. */
  readonly runs: { readonly first: number; readonly end: number };
  readonly whole: boolean;
}

/** What an offer is decided within. */
export interface Around {
  readonly months: number;
  readonly hoursPerMonth: number;
  /** Share of what is committed after the last month that will still be of use. */
  readonly needAfter: number;
  /**
   * What a month of one reference GPU costs, rented where the offer could not be had.
   *
   * @throws {CapitalError} bad-plan — where nothing can
   */
  standIn(offer: { readonly id: string; readonly region: string }): number;
}

/** What one kind of offer is: its fields, how it is paid, what can be decided about it. */
interface Recipe<K extends string, F extends z.ZodRawShape, O> {
  readonly kind: K;
  /** One sentence, for documentation. */
  readonly about: string;
  readonly way: Way;
  readonly fields: F;
  /** Which of the fields are money. */
  readonly money: readonly (keyof F & string)[];
  /** Paid by the hour used, or kept whether used or not. */
  readonly paid: 'used' | 'kept';
  /** Rented from a market whose rents move, which credit pays for; `steady` where it is never taken away. */
  readonly market?: 'steady' | 'interrupted';
  /** What fields say together that cannot be. */
  fault?(offer: O): string | undefined;
  /** Hours paid over hours of useful work; 1. */
  overhead?(offer: O): number;
  /** Months that a node lasts once decided; 1. */
  lasts?(offer: O): number;
  /** What one node costs an hour; nothing where it is not paid by hours. */
  nodeHour?(offer: O): number;
  /** What a bought node is worth after so many months of use; nothing where it is never one's own. */
  worthAfter?(offer: O, months: number): number;
  /** The most that all decisions together may use. */
  total?(offer: O, hoursPerMonth: number): number;
  /** The application, where it costs something. */
  application?(offer: O): Draft | undefined;
  /** All that can be decided about it within the plan. */
  drafts(offer: O, around: Around): Draft[];
}

/** Whose price it is, of when, and how good: what assumptions say, too. */
const said = { source: z.string().min(1).max(200), confidence: z.enum(confidences) };
const maySay = { source: said.source.exactOptional(), confidence: said.confidence.exactOptional() };

type Fields<K extends string, F extends z.ZodRawShape, S> = F & S & { readonly kind: z.ZodLiteral<K> };
type Schema<K extends string, F extends z.ZodRawShape, S> = z.ZodObject<Fields<K, F, S>, z.core.$strict>;
type OfferOf<K extends string, F extends z.ZodRawShape> = z.output<Schema<K, F, typeof maySay>>;

/** A kind of offer with its schemas: as a problem has it, and as a plan does, which says whose price it is. */
export interface OfferKind<K extends string, F extends z.ZodRawShape, O> extends Recipe<K, F, O> {
  readonly schema: Schema<K, F, typeof maySay>;
  readonly planned: Schema<K, F, typeof said>;
}

/** One kind of offer; adding one is a file that calls this, and a line in `index.ts`. */
export function offerKind<const K extends string, F extends z.ZodRawShape>(
  recipe: Recipe<K, F, OfferOf<K, F>>,
): OfferKind<K, F, OfferOf<K, F>> {
  const fields = { ...recipe.fields, kind: z.literal(recipe.kind) };
  return {
    ...recipe,
    schema: z.strictObject({ ...fields, ...maySay }),
    planned: z.strictObject({ ...fields, ...said }),
  };
}
