import { dayNumber } from '../../../day-number.ts';
import { newest, oldest, riskRule } from '../contract.ts';

export const trainingOverrun = riskRule({
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
});
