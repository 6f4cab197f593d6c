/**
 * What is taken from outside at most, unless a user says otherwise: one default each, for every package, so that what was
 * trained on can also be served.
 */
export const LIMITS: Readonly<Record<'pixels' | 'requestBytes' | 'fileBytes', number>> = {
  /** Pixels of one picture: 80 million are 240 MB once decoded to RGB. */
  pixels: 80_000_000,
  /** Bytes of one request's body. */
  requestBytes: 32 * 1024 * 1024,
  /** Bytes of one picture file, recording or document held in memory at once. */
  fileBytes: 512 * 1024 * 1024,
};
