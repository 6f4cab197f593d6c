import { nearest } from '@capstan/base';
import { checked } from '../checked.ts';
import { dateOf, dayNumber } from '../day-number.ts';
import { checkedDistribution } from '../distribution/assumption.ts';
import type { Distribution, Uncertain } from '../distribution/distribution.ts';
import { mean, quantile } from '../distribution/read.ts';
import { CapitalError } from '../errors.ts';
import { own } from '../record.ts';
import { annualLosses, badYear } from './annual-loss.ts';
import { type KnownEvidence, parseEvidence, type RiskEvidence } from './evidence.ts';
import {
  type Assessment,
  type Facts,
  newest,
  type RiskArea,
  type RiskLimits,
  type RiskRule,
} from './rules/contract.ts';
import { RISK_RULES } from './rules/list.ts';

/** What is at stake in one risk, where evidence cannot tell it. */
export interface Stake {
  /** How often a year it would happen without its control. */
  readonly rate?: number;
  /** What it costs once: a number, '20000 to 200000', or a distribution. */
  readonly impact?: Uncertain;
  /** What the control costs a month. */
  readonly controlCost?: number;
  /** Who answers for it; the area's owner where none is given. */
  readonly owner?: string;
  /** Next review, YYYY-MM-DD; the day on which the evidence lapses where none is given. */
  readonly review?: string;
}

/** Likelihood and money, a year. */
export interface Exposure {
  /** Events a year. */
  readonly rate: number;
  /** rate × mean impact. */
  readonly expected: number;
  /** What one year in twenty costs more than. */
  readonly p95: number;
}

/** `proven`: evidence of today shows what is left; `stale`: it is too old, or of something else; `missing`: there is none. */
export type EvidenceStatus = 'proven' | 'missing' | 'stale';

export interface RiskRow {
  readonly id: string;
  readonly area: RiskArea;
  readonly name: string;
  readonly status: EvidenceStatus;
  /** What the evidence says, or what is wanted. */
  readonly says: string;
  /** Runs, data and weights that it rests on. */
  readonly from: readonly string[];
  /** Day of the oldest evidence; null where there is none. */
  readonly at: string | null;
  readonly control: string;
  /** The part of the risk that the control leaves; 1 unless proven. */
  readonly left: number;
  /** What one event costs; null where no one said. */
  readonly impact: Distribution | null;
  readonly before: Exposure | null;
  readonly after: Exposure | null;
  readonly controlCost: number;
  readonly owner: string;
  readonly review: string;
  /** Whether rate and impact were measured, rather than stated. */
  readonly measured: { readonly rate: boolean; readonly impact: boolean };
  /** Whether the plan simulates it already. */
  readonly simulated: boolean;
  readonly nist: readonly string[];
  readonly aiAct: readonly string[];
  readonly gdpr: readonly string[];
}

export interface RiskRegister {
  readonly asOf: string;
  readonly currency: string;
  /** The costliest after control first; those without money last. */
  readonly rows: readonly RiskRow[];
  /** All priced rows that the plan does not simulate already. */
  readonly total: { readonly before: Exposure; readonly after: Exposure };
  /** Rows whose rate or impact nobody gave. */
  readonly unpriced: readonly string[];
  readonly declared: KnownEvidence['declared'];
}

export interface RegisterOptions {
  /** YYYY-MM-DD. */
  readonly asOf: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Who answers for the risks of an area. */
  readonly owners: Readonly<Record<RiskArea, string>>;
  /** By the rule's id; see RISK_RULES. */
  readonly stakes?: Readonly<Record<string, Stake>>;
  readonly limits?: RiskLimits;
  readonly seed?: number;
}

/**
 * A risk register whose rows follow from evidence: ISO 31000's likelihood × consequence, before and after control. A control counts
 * only as far as evidence of today proves it; where that is missing or stale the risk stays whole.
 *
 * @throws {CapitalError} bad-input — on evidence or stakes that cannot be read
 * @throws {CapitalError} dates-out-of-order — on evidence from after `asOf`
 * @throws {CapitalError} bad-number — on negative rates and prices
 * @example riskRegister({ runs: ledger.runs(), data: [{ at: '2026-11-20', report: report(data) }] }, { asOf: '2026-11-24', currency: 'USD', owners, stakes: { 'spoilt-data': { rate: 0.5, impact: '20000 to 90000' } } }).rows
 */
export function riskRegister(evidence: RiskEvidence, options: RegisterOptions): RiskRegister {
  const { asOf, currency, owners, stakes = {}, limits = {}, seed = 1 } = options;
  const facts: Facts = { ...parseEvidence(evidence), asOf, currency, limits };
  check(facts, stakes);
  const priced: { row: RiskRow; before: Float64Array; after: Float64Array }[] = [];
  const rows = RISK_RULES.map((rule): RiskRow => {
    const row = rowOf(rule, facts, owners[rule.area], own(stakes, rule.id) ?? {});
    const rate = row.before?.rate;
    if (rate === undefined || row.impact === null) return row;
    const losses = (part: number) => annualLosses(rule.id, rate * part, row.impact ?? checkedDistribution(0), seed);
    const [before, after] = [losses(1), losses(row.left)];
    const average = mean(row.impact);
    const exposure = (part: number, years: Float64Array): Exposure => ({
      rate: rate * part,
      expected: rate * part * average,
      p95: badYear(years),
    });
    const whole = { ...row, before: exposure(1, before), after: exposure(row.left, after) };
    if (!row.simulated) priced.push({ row: whole, before, after });
    return whole;
  });
  const total = (side: 'before' | 'after'): Exposure => {
    const sum = new Float64Array(10_000);
    for (const each of priced) for (const [path, loss] of each[side].entries()) sum[path]! += loss;
    const add = (key: 'rate' | 'expected') => priced.reduce((all, { row }) => all + (row[side]?.[key] ?? 0), 0);
    return { rate: add('rate'), expected: add('expected'), p95: badYear(sum) };
  };
  return {
    asOf,
    currency,
    rows: rows.toSorted((a, b) => (b.after?.expected ?? -1) - (a.after?.expected ?? -1)),
    total: { before: total('before'), after: total('after') },
    unpriced: rows.filter(({ before }) => before === null).map(({ id }) => id),
    declared: facts.declared,
  };
}

function rowOf(rule: RiskRule, facts: Facts, areaOwner: string, stake: Stake): RiskRow {
  const { id, area, name, control, nist, aiAct, gdpr } = rule;
  const found = rule.assess(facts);
  const lapses = found ? dateOf(dayNumber(found.at) + rule.validDays) : facts.asOf;
  const [status, says] = verdictOn(rule, found, lapses < facts.asOf);
  const rate = stake.rate ?? found?.rate;
  const given = stake.impact ?? found?.impact;
  const impact = given === undefined ? null : checkedDistribution(given);
  if (impact && quantile(impact, 1e-6) < -1e-9)
    throw new CapitalError('bad-number', `${id}: expected an impact of at least 0, received one that may be a gain.`, {
      fields: {
        id,
      },
    });
  const left = status === 'proven' ? (found?.left ?? 1) : 1;
  const unknown = rate === undefined || impact === null;
  const blank = unknown ? null : { rate, expected: 0, p95: 0 };
  return {
    ...{ id, area, name, status, says, control, left, impact, nist, aiAct, gdpr },
    from: found?.from ?? [],
    at: found?.at ?? null,
    before: blank,
    after: blank,
    controlCost: stake.controlCost ?? 0,
    owner: stake.owner ?? areaOwner,
    review: stake.review ?? newest([lapses, facts.asOf]),
    measured: {
      rate: stake.rate === undefined && found?.rate !== undefined,
      impact: stake.impact === undefined && found?.impact !== undefined,
    },
    simulated: rule.simulated ?? false,
  };
}

function verdictOn(rule: RiskRule, found: Assessment | undefined, old: boolean): [EvidenceStatus, string] {
  if (!found) return ['missing', `No evidence. Wanted: ${rule.wants}.`];
  if (found.outdated) return ['stale', `${found.says}; but ${found.outdated}`];
  if (old) return ['stale', `${found.says}; but that was on ${found.at}, more than ${rule.validDays} days ago`];
  return ['proven', found.says];
}

/** Evidence from the future, money in another currency, stakes of no risk. */
function check(facts: Facts, stakes: Readonly<Record<string, Stake>>): void {
  dayNumber(facts.asOf);
  const { company } = facts;
  const dated: [string, string | undefined][] = [
    ...facts.runs.map(({ id, started }): [string, string] => [`run ${id}`, started]),
    ...facts.data.map(({ report, at }): [string, string] => [`the report of data ${report.hash}`, at]),
    ...facts.evaluations.map(({ model, at }): [string, string] => [`the evaluation of ${model}`, at]),
    ...facts.models.flatMap(({ name, monitored, review }): [string, string | undefined][] => [
      [`the monitoring of ${name}`, monitored?.at],
      [`the review route of ${name}`, review?.at],
    ]),
    ...(['customers', 'people', 'providers', 'ruin', 'security'] as const).map((key): [string, string | undefined] => [
      `company.${key}`,
      company[key]?.at,
    ]),
    ...facts.declared.map(({ article, at }): [string, string] => [`the statement on ${article}`, at]),
  ];
  for (const [what, at] of dated) {
    if (at === undefined || dayNumber(at.slice(0, 10)) <= dayNumber(facts.asOf)) continue;
    throw new CapitalError(
      'dates-out-of-order',
      `${what} is of ${at.slice(0, 10)}, after the register's day, ${facts.asOf}. Correct the date, or date the register later.`,
      { fields: { what, at, asOf: facts.asOf } },
    );
  }
  const foreign = facts.runs.find(({ cost }) => cost.money > 0 && cost.currency !== facts.currency);
  if (foreign)
    throw new CapitalError(
      'bad-input',
      `Run ${foreign.id} was paid in ${foreign.cost.currency}, the register is in ${facts.currency}. Convert the money, or leave the run out.`,
      { fields: { run: foreign.id } },
    );
  const ids: readonly string[] = RISK_RULES.map(({ id }) => id);
  for (const [id, { rate, controlCost, review }] of Object.entries(stakes)) {
    const meant = nearest(id, ids);
    if (!ids.includes(id))
      throw new CapitalError('bad-input', `There is no risk '${id}'. There are: ${ids.join(', ')}.`, {
        fields: { id },
        hint: meant === undefined ? undefined : `Did you mean '${meant}'?`,
      });
    if (rate !== undefined) checked(`rate of ${id}`, rate, { least: 0, most: 10_000 });
    if (controlCost !== undefined) checked(`controlCost of ${id}`, controlCost, { least: 0 });
    if (review !== undefined && dayNumber(review) < dayNumber(facts.asOf))
      throw new CapitalError(
        'dates-out-of-order',
        `The review of ${id} is on ${review}, before the register's day, ${facts.asOf}. Review it and set the next date.`,
        { fields: { id, review } },
      );
  }
}
