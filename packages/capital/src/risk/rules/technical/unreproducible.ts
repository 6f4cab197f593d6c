import { newest, riskRule } from '../contract.ts';

export const unreproducible = riskRule({
  id: 'unreproducible',
  area: 'technical',
  name: 'A model cannot be made again',
  control: 'commit, seed and hash of the data written down with every training',
  wants: 'finished trainings in the ledger',
  validDays: 365,
  nist: ['GOVERN 1.4', 'MEASURE 2.8', 'MEASURE 2.9'],
  aiAct: ['11', '12', '53(1)(a)'],
  gdpr: ['5(2)'],
  assess({ runs }) {
    const trainings = runs.filter(({ kind, status }) => kind === 'train' && status === 'done');
    if (trainings.length === 0) return undefined;
    const lacking = trainings.filter(
      ({ seed, dataHash, git }) =>
        seed === undefined || dataHash === undefined || git === undefined || git.dirty === true,
    );
    return {
      at: newest(trainings.map(({ started }) => started)),
      says: `${lacking.length} of ${trainings.length} trainings lack a clean commit, a seed or a hash of the data`,
      from: lacking.map(({ id }) => id),
      left: lacking.length / trainings.length,
      // Made again, it costs what it cost.
      impact: { kind: 'empirical', values: trainings.map(({ cost }) => cost.money).sort((a, b) => a - b) },
    };
  },
});
