import { type CallFault, CapstanError, type Catalogue, codesOf, type Fail } from '@capstan/base';

/** Every error of this package, by code. */
export const trainErrors = {
  'bad-project': { what: 'fields of the project are wrong, all of them at once', hint: 'correct each field named' },
  'project-missing': { what: 'there is no project file, or it exports none', hint: '`capstan init DIR` writes one' },
  'project-unreadable': {
    what: 'the project file is a folder, or of another kind by its name',
    hint: 'name a TypeScript or JavaScript file',
  },
  'unknown-kind': {
    what: 'an optimizer, a schedule, a loss or a metric is none of those known',
    hint: 'the nearest is named',
  },
  'classes-mismatch': {
    what: 'the model or its weights have other classes than the data',
    hint: 'build the model for as many classes as there are',
  },
  'outputs-mismatch': {
    what: 'the model gives other outputs than the data have classes or numbers',
    hint: 'give its last layer as many',
  },
  'target-out-of-range': { what: 'a class number is none, by set and row', hint: 'count classes from 0' },
  'single-example': {
    what: 'every batch would be one example, under a batch norm',
    hint: 'larger batches, or more examples',
  },
  'no-validation': { what: 'there is nothing to validate on', hint: 'give a split for it' },
  'loss-not-finite': {
    what: 'the loss or a weight is NaN or infinite; what was saved before stays',
    hint: 'a lower learning rate, `clipGradNorm`, or look at the data',
  },
  'disk-full': {
    what: 'the checkpoint could not be written; the one before is whole',
    hint: 'free some space and resume',
  },
  'checkpoint-unwritable': {
    what: 'the checkpoint could not be written; the one before is whole',
    hint: 'give write permission and resume',
  },
  'checkpoint-damaged': {
    what: 'not one byte of the checkpoint may be trusted',
    hint: 'restore it from a copy, or start a new run',
  },
  'checkpoint-missing': { what: 'there is none to go on from', hint: 'name the folder of a run that was stopped' },
  'checkpoint-other-project': {
    what: 'it belongs to other data, another model or other settings',
    hint: 'resume with what the run was started with',
  },
  'run-in-use': { what: 'another process works on this run', hint: 'wait for it, or end it' },
  'no-device': { what: 'the device asked for is not there', hint: "`device: 'auto'`, or `capstan doctor`" },
} as const satisfies Catalogue;

/** The codes of `trainErrors`. */
export const trainErrorCodes = codesOf(trainErrors);

export type TrainErrorCode = keyof typeof trainErrors | CallFault;

/**
 * What can go wrong in training: `code` says which, `fields` carries the figures, the message says what was expected,
 * what was received and what to do.
 *
 * @example
 * try { await fit(project) } catch (error) { if (error instanceof TrainError && error.code === 'loss-not-finite') … }
 */
export class TrainError extends CapstanError<TrainErrorCode> {
  override readonly name = 'TrainError';
}

/** What base's readers of options throw in this package. */
export const optionFault: Fail = (code, message, details) => new TrainError(code, message, details);
