import { newest, riskRule, servedModels } from '../contract.ts';

export const erasure = riskRule({
  id: 'erasure',
  area: 'legal',
  name: 'Someone asks to be erased and it is not known which models learned from them',
  control: 'lineage from data to run to model',
  wants: 'models in use, and the ledger’s runs behind them',
  validDays: 365,
  nist: ['GOVERN 1.7', 'MEASURE 2.10', 'MANAGE 2.4'],
  aiAct: ['10', '12'],
  gdpr: ['17', '19'],
  assess(facts) {
    const models = servedModels(facts);
    if (models.length === 0 || facts.runs.length === 0) return undefined;
    const runs = new Map(facts.runs.map((run) => [run.id, run]));
    const traced = models.filter(({ card }) => {
      const run = card.run === undefined ? undefined : runs.get(card.run);
      return run?.dataHash !== undefined && (card.dataHash === undefined || card.dataHash === run.dataHash);
    });
    return {
      at: newest(facts.runs.map(({ started }) => started)),
      says: `${traced.length} of ${models.length} models in use lead back to a run and its data`,
      from: traced.map(({ card }) => card.sha256),
      left: 1 - traced.length / models.length,
    };
  },
});
