import { z } from 'zod';
import type { Recipe } from './contract.ts';
import * as cleaning from './index.ts';
import { readStep } from './read-step.ts';

export { cleaning };

type Kinds = (typeof cleaning)[keyof typeof cleaning];

/** A cleaning step with its defaults filled in. */
export type FullStep = z.output<Kinds['schema']>;

/** A cleaning step: a plain value for the project file. @example { step: 'impute', column: 'age', how: 'median' } */
export type CleanStep = z.input<Kinds['schema']>;

/** Any kind of the list, its own type of step forgotten. */
export type AnyCleaning = Recipe<FullStep['step'], z.ZodType<FullStep, CleanStep>>;

/** Every kind of cleaning step, by the word that names it. */
export const cleaningKinds: ReadonlyMap<string, AnyCleaning> = new Map(
  Object.values(cleaning).map((kind) => [kind.step, kind as unknown as AnyCleaning]), // each is given steps of its own kind alone
);

/** The kind of a step. */
export const kindOf = ({ step }: FullStep): AnyCleaning => cleaningKinds.get(step)!; // a full step is of a kind in the list

const schemas = Object.values(cleaning).map(({ schema }) => schema);

/** Any step of the list. */
export const stepSchema = z.discriminatedUnion('step', [schemas[0]!, ...schemas.slice(1)]); // there is more than one

/**
 * Checks steps from outside and fills in the defaults; all faults are told at once.
 *
 * @throws {DataError} step-invalid — where a step cannot be carried out
 * @example parseSteps([{ step: 'deduplicate' }, { step: 'impute', column: 'age', how: 'median' }])
 */
export function parseSteps(steps: unknown): FullStep[] {
  return readStep(z.array(stepSchema), steps);
}

/** JSON schema of one cleaning step. @example { steps: { type: 'array', items: cleanStepSchema } } */
export const cleanStepSchema = {
  oneOf: [...cleaningKinds.values()].map(({ about, schema }) => ({
    description: about,
    ...z.toJSONSchema(schema, { io: 'input' }),
  })),
};
