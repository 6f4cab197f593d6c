import { type CallFault, CapstanError, type Catalogue, codesOf } from '@capstan/base';

/** Every error of this package, by code. */
export const pageErrors = {
  'image-invalid': {
    what: 'a picture to be drawn is no data address of a picture',
    hint: 'give one such as `thumbnail()` makes',
  },
} as const satisfies Catalogue;

/** The codes of `pageErrors`. */
export const pageErrorCodes = codesOf(pageErrors);

export type PageErrorCode = keyof typeof pageErrors | CallFault;

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { gallery(images); } catch (error) { if (error instanceof PageError && error.code === 'image-invalid') … }
 */
export class PageError extends CapstanError<PageErrorCode> {
  override readonly name = 'PageError';
}
