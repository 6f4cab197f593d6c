import type { Uncertain } from '../../distribution/distribution.ts';
import type { KnownEvidence } from '../evidence.ts';

/** The areas of risk, in the register's order; each has its owner. */
export const riskAreas = ['technical', 'market', 'financial', 'legal'] as const;
export type RiskArea = (typeof riskAreas)[number];

/** What is accepted, to hold evidence against. */
export interface RiskLimits {
  /** Least accuracy that a served model needs. */
  readonly accuracy?: number;
  /** Largest difference in accuracy between groups of people, 0.05 where it is not given. */
  readonly fairness?: number;
  /** Regions in which data and models may lie, such as ['EU']. */
  readonly regions?: readonly string[];
}

/** All that a rule may look at. */
export interface Facts extends KnownEvidence {
  readonly asOf: string;
  readonly currency: string;
  readonly limits: RiskLimits;
}

/** What evidence says of one risk. */
export interface Assessment {
  /** Day of the oldest evidence used. */
  readonly at: string;
  /** In words, with the figures. */
  readonly says: string;
  /** Ids of runs, hashes of data and weights. */
  readonly from: readonly string[];
  /** The part of the risk that the control leaves, 0 to 1. */
  readonly left: number;
  /** How often a year it happens without control, where evidence tells. */
  readonly rate?: number;
  /** What it costs once, where evidence tells. */
  readonly impact?: Uncertain;
  /** Why the evidence is not of what runs today. */
  readonly outdated?: string;
}

/** A risk, what holds it down, and how evidence shows that it does. */
export interface RiskRule<Id extends string = string> {
  readonly id: Id;
  readonly area: RiskArea;
  readonly name: string;
  readonly control: string;
  /** What to hand in where there is no evidence. */
  readonly wants: string;
  /** Days for which evidence holds. */
  readonly validDays: number;
  /** Whether the plan simulates it already, so that it must not enter twice. */
  readonly simulated?: true;
  /** Subcategories of the NIST AI RMF 1.0, articles of the EU AI Act and of the GDPR. */
  readonly nist: readonly string[];
  readonly aiAct: readonly string[];
  readonly gdpr: readonly string[];
  assess(facts: Facts): Assessment | undefined;
}

/** One risk rule; adding one is a file that calls this, and a line in `index.ts`. */
export function riskRule<const Id extends string>(rule: RiskRule<Id>): RiskRule<Id> {
  return rule;
}

/** The first of some days or times, as a day. */
export function oldest(days: readonly string[]): string {
  return days.toSorted()[0]!.slice(0, 10);
}

/** The last of some days or times, as a day. */
export function newest(days: readonly string[]): string {
  return days.toSorted().at(-1)!.slice(0, 10);
}

/** The models that answer; all, where none is said to. */
export function servedModels({ models }: Facts): Facts['models'] {
  const served = models.filter(({ servedSince }) => servedSince !== undefined);
  return served.length > 0 ? served : models;
}

/** A share in words. @example shareInWords(0.125) // '12.5 %' */
export function shareInWords(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
