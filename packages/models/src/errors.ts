import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code. */
export const modelErrors = {
  'unknown-architecture': {
    what: 'no architecture has this name',
    hint: 'the nearest is named; `architectures` holds all',
  },
  'bad-options': { what: 'options that the architecture does not take', hint: 'the message says which it takes' },
  'no-model': { what: 'the folder holds no saved model', hint: 'name one with `model.json` and its weights' },
  'bad-card': {
    what: "`model.json`, or a checkpoint's `last.json`, is damaged or of something else",
    hint: 'save it again',
  },
  'newer-format': { what: 'a newer Capstan wrote it', hint: 'open it with that version or a newer one' },
  'weights-missing': {
    what: 'the file of weights is not there or cannot be read',
    hint: 'restore it from a copy, or train again',
  },
  'weights-truncated': { what: 'the file of weights is shorter than the card says', hint: 'copy it again' },
  'weights-changed': {
    what: 'the file of weights has another hash than the card says',
    hint: 'restore it from a copy: it is not what was saved',
  },
  'weights-unreadable': {
    what: 'the file of weights is of another format, or damaged',
    hint: 'safetensors, GGUF, or what `torch.save` wrote, of tensors only',
  },
  'state-mismatch': { what: 'weights of another model', hint: 'the message lists names and shapes that do not fit' },
  'disk-full': { what: 'nothing was written; an older model there is whole', hint: 'free some space and save again' },
  'write-failed': {
    what: 'nothing was written; an older model there is whole',
    hint: 'give write permission, or choose another folder',
  },
} as const satisfies Catalogue;

/** The codes of `modelErrors`. */
export const modelErrorCodes = codesOf(modelErrors);

export type ModelErrorCode = keyof typeof modelErrors | CallFault;

/**
 * What can go wrong with a model or its folder: `code` says which, the message what was expected, what was found and
 * what to do.
 *
 * @example
 * try { await openModel('best') } catch (error) { if (error instanceof ModelError) console.error(error.code) }
 */
export class ModelError extends CapstanError<ModelErrorCode> {
  override readonly name = 'ModelError';
}
