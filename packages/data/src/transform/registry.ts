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

/** How each kind of step comes back from JSON. */
const revivers = new Map<string, Revive>([
  entry(standardScalerKind),
  entry(minMaxScalerKind),
  entry(maxAbsScalerKind),
  entry(robustScalerKind),
  entry(quantileTransformerKind),
  entry(powerTransformerKind),
  entry(binsKind),
  entry(oneHotEncoderKind),
  entry(ordinalEncoderKind),
  entry(targetEncoderKind),
  entry(hashingEncoderKind),
  entry(datesKind),
  entry(tfidfKind),
  entry(dropColumnsKind),
  entry(simpleImputerKind),
  entry(knnImputerKind),
  entry(iterativeImputerKind),
]);

/** A fitted step from JSON. @throws DataError `pipeline-invalid` */
export function reviveStep(json: StepJSON): FittedStep {
  const revive = revivers.get(json.kind);
  if (revive) return revive(json);
  throw new DataError('pipeline-invalid', `the pipeline has a step of the unknown kind ${JSON.stringify(json.kind)}`, {
    fix: 'Was it saved by a later version?',
  });
}

function entry<Options, State>(kind: StepKind<Options, State>): [string, Revive] {
  return [
    kind.kind,
    ({ columns, options, state }) => {
      const parse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
        const result = schema.safeParse(value);
        if (result.success) return result.data;
        const { path, message } = result.error.issues[0]!;
        throw new DataError(
          'pipeline-invalid',
          `the ${what} of ${kind.kind} are damaged at ${path.join('.') || 'the top'}: ${message}`,
        );
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
