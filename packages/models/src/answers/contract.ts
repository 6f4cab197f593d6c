import type { nn, Tensor } from '@capstan/torch';
import type { z } from 'zod';

/** What an answer is counted by; a card says as much. */
export interface AnswerAbout {
  /** Names of the classes, tags or labels; empty where there are none. */
  classes: readonly string[];
  /** Numbers of the model's output for one example, where they are always as many. */
  outputs: number;
}

/**
 * What a model's answer looks like: how its output becomes the answer, and how that is written, as JSON by the server and as a
 * line of a table by `predict`. A saved model names its form, so that neither needs to know the task.
 */
export interface AnswerForm<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  /** What the server answers, as the end of a sentence. */
  readonly about: string;
  /** The tensor of the answers beside the model's output, at the server; absent where the output is the answer already. */
  readonly tensor?: string;
  /** The output (B, …) of a model for an input (B, …) → its answers (B, …). */
  compute(output: Tensor, model: nn.Module, input: Tensor): Tensor;
  /** Shape of the answers, where it isn't the output's. @param output shape of the output, -1 where any size will do */
  shape?(output: readonly number[]): number[];
  /** Outputs that a model must have for so many classes; undefined where any number is right. */
  outputsFor(classes: number): number | undefined;
  /** Numbers of one answer as it is written, so that a server can refuse more than fit; those of its tensor where left out. */
  length?(about: AnswerAbout, top: number): number;
  /** What `json` gives, for the server's description of itself. */
  readonly schema: S;
  /** One example's answer. @param top how many classes are told of, where they are ordered by probability */
  json(answer: readonly number[], about: AnswerAbout, top: number): z.infer<S>;
  /** Names of the columns in which `cells` are written. */
  columns(about: AnswerAbout): string[];
  /** One example's answer as the cells of a line. */
  cells(answer: ArrayLike<number>, about: AnswerAbout): string[];
}

/** One form of answers; adding one is a file that calls this, and a line in `index.ts`. */
export const answer = <S extends z.ZodType>(form: AnswerForm<S>): AnswerForm<S> => form;
