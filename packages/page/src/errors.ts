import { type CallFault, CapstanError } from '@capstan/base';

/** Every error of this package, by code. */
export const pageErrorCodes = ['image-invalid'] as const;

export type PageErrorCode = (typeof pageErrorCodes)[number] | CallFault;

/**
 * What this package throws: a `code` from the catalogue, the values it is about in `fields`, and a message that says what to do.
 *
 * @example
 * try { gallery(images); } catch (error) { if (error instanceof PageError && error.code === 'image-invalid') … }
 */
export class PageError extends CapstanError<PageErrorCode> {
  override readonly name = 'PageError';
}
