import { dayNumber } from '../../day-number.ts';
import { newest, oldest, percent, type RiskRule } from './rule.ts';

const overrun: RiskRule = {
  id: 'training-overrun',
  area: 'financial',
  name: 'A training costs more than foreseen',
  control: 'a budget that stops it, written into the run',
  wants: 'company.forecasts of runs that the ledger has',
  validDays: 180,
  nist: ['GOVERN 1.4', 'MANAGE 2.1'],
  aiAct: [],
  gdpr: [],
  assess({ company: { forecasts = [] }, runs, asOf }) {
    const byId = new Map(runs.map((run) => [run.id, run]));
    const past = forecasts.flatMap(({ run: id, money }) => {
      const run = byId.get(id);
      return run ? [{ run, excess: run.cost.money - money }] : [];
    });
    if (past.length === 0) return undefined;
    const over = past.filter(({ excess }) => excess > 0);
    const started = past.map(({ run }) => run.started);
    const years = Math.max(dayNumber(asOf) - dayNumber(oldest(started)), 30.4375) / 365.25;
    const free = past.filter(({ run }) => !Object.keys(run.params).some((name) => /^budget\b/.test(name)));
    const excesses = over.map(({ excess }) => excess).sort((a, b) => a - b);
    return {
      at: newest(started),
      says: `${over.length} of ${past.length} trainings cost more than foreseen; ${free.length} ran without a budget`,
      from: over.map(({ run }) => run.id),
      rate: over.length / years,
      impact: excesses.length > 0 ? { kind: 'empirical', values: excesses } : 0,
      left: free.length / past.length,
    };
  },
};

const provider: RiskRule = {
  id: 'one-provider',
  area: 'financial',
  name: 'A provider raises its price, or ends the service',
  control: 'compute bought from several',
  wants: 'company.providers: what was paid to each',
  validDays: 180,
  nist: ['GOVERN 6.1', 'GOVERN 6.2', 'MAP 4.1', 'MANAGE 3.1'],
  aiAct: [],
  gdpr: ['28'],
  assess({ company: { providers } }) {
    const paid = Object.entries(providers?.paid ?? {}).sort(([, a], [, b]) => b - a);
    const total = paid.reduce((sum, [, money]) => sum + money, 0);
    const [top] = paid;
    if (!providers || !top || total === 0) return undefined;
    return {
      at: providers.at.slice(0, 10),
      says: `${percent(top[1] / total)} of what is spent goes to ${top[0]}, one of ${paid.length}`,
      from: [],
      left: top[1] / total,
    };
  },
};

const ruin: RiskRule = {
  id: 'cash-runs-out',
  area: 'financial',
  name: 'Cash runs out within a year',
  control: 'the plan, simulated each month',
  wants: 'company.ruin: what the plan says',
  validDays: 31,
  simulated: true,
  nist: ['MANAGE 2.1'],
  aiAct: [],
  gdpr: [],
  assess({ company: { ruin: known } }) {
    if (!known) return undefined;
    return {
      at: known.at.slice(0, 10),
      says: `the plan's probability is ${percent(known.probability)}`,
      from: [],
      rate: -Math.log1p(-Math.min(known.probability, 0.999999)),
      left: 1,
    };
  },
};

/** Risks of money. */
export const FINANCIAL: readonly RiskRule[] = [overrun, provider, ruin];
