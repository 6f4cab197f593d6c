import { faultLines, readBySchema } from '@capstan/base';
import type { z } from 'zod';
import { DataError } from '../errors.ts';
import { iterativeImputerKind } from '../impute/iterative-imputer.ts';
import { knnImputerKind } from '../impute/knn-imputer.ts';
import { simpleImputerKind } from '../impute/simple-imputer.ts';
import { binsKind } from './bins.ts';
import { datesKind } from './dates.ts';
import { dropColumnsKind } from './drop-columns.ts';
import { hashingEncoderKind } from './encoders/hashing-encoder.ts';
import { oneHotEncoderKind } from './encoders/one-hot-encoder.ts';
import { ordinalEncoderKind } from './encoders/ordinal-encoder.ts';
import { targetEncoderKind } from './encoders/target-encoder.ts';
import { powerTransformerKind } from './scalers/power-transformer.ts';
import { quantileTransformerKind } from './scalers/quantile-transformer.ts';
import { maxAbsScalerKind, minMaxScalerKind, robustScalerKind, standardScalerKind } from './scalers/scalers.ts';
import { type FittedStep, fittedStep, type StepJSON, type StepKind } from './step.ts';
import { tfidfKind } from './terms/tfidf.ts';

type Revive = (json: StepJSON) => FittedStep;

/** Every kind of step: the one list by which fitted steps come back from JSON. */
export const stepKinds = [
  standardScalerKind,
  minMaxScalerKind,
  maxAbsScalerKind,
  robustScalerKind,
  quantileTransformerKind,
  powerTransformerKind,
  binsKind,
  oneHotEncoderKind,
  ordinalEncoderKind,
  targetEncoderKind,
  hashingEncoderKind,
  datesKind,
  tfidfKind,
  dropColumnsKind,
  simpleImputerKind,
  knnImputerKind,
  iterativeImputerKind,
] as const;

const revivers = new Map<string, Revive>(stepKinds.map((kind) => entry(kind as StepKind<unknown, unknown>))); // each checks its own

/** A fitted step from JSON. @throws DataError `pipeline-invalid` */
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
