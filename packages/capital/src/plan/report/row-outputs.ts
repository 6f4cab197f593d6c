import { slug } from '../build/slug.ts';
import type { PlanDocument } from '../schema/document.ts';

/** The lines beside the monthly ones that the rows read. */
export function rowOutputs({ runs, rounds, hiring, risks, experiments }: PlanDocument): string[] {
  const fields = (kind: string, name: string, ...each: string[]): string[] =>
    each.map((field) => `${kind}.${slug(name)}.${field}`);
  return [
    ...runs.flatMap(({ name, flops, power, grid }) => [
      ...fields('run', name, 'hours', 'cost'),
      ...(flops === undefined ? [] : fields('run', name, 'work')),
      ...(power === undefined ? [] : fields('run', name, 'energy')),
      ...(grid === undefined ? [] : fields('run', name, 'carbon')),
    ]),
    ...rounds.flatMap(({ name }) => fields('round', name, 'closed', 'amount')),
    ...hiring.flatMap(({ role }) => fields('hiring', role, 'people', 'cost')),
    ...risks.flatMap(({ name }) => fields('risk', name, 'before', 'after', 'loss')),
    ...experiments.flatMap(({ name }) => fields('experiment', name, 'cost', 'gain', 'noise')),
  ];
}
