import { faultLines, readBySchema } from '@capstan/base';
import type { z } from 'zod';
import { DataError } from '../errors.ts';
import { type FittedStep, fittedStep, type StepJSON, type StepKind } from './contract.ts';
import * as steps from './index.ts';

type Revive = (json: StepJSON) => FittedStep;

/** Every kind of step, from the list of their makers. */
export const stepKinds = Object.values(steps).map(({ kind }) => kind as StepKind<unknown, unknown>); // each checks its own

const revivers = new Map<string, Revive>(stepKinds.map(entry));

/** A fitted step from JSON. @throws {DataError} pipeline-invalid — where a saved pipeline is damaged */
export function reviveStep(json: StepJSON): FittedStep {
  const revive = revivers.get(json.kind);
  if (revive) return revive(json);
  throw new DataError('pipeline-invalid', `the pipeline has a step of the unknown kind ${JSON.stringify(json.kind)}`, {
    hint: 'Was it saved by a later version?',
  });
}

function entry<Options, State>(kind: StepKind<Options, State>): [string, Revive] {
  return [
    kind.kind,
    ({ columns, options, state }) => {
      const parse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
        return readBySchema(schema, value, (faults) => {
          const at = faultLines(faults, 'the top', 1).trim();
          return new DataError('pipeline-invalid', `the ${what} of ${kind.kind} are damaged at ${at}`, {
            fields: { kind: kind.kind, faults },
          });
        });
      };
      return fittedStep(
        kind,
        columns,
        parse(kind.options, options, 'options'),
        parse(kind.state, state, 'learned values'),
      );
    },
  ];
}
