export type ModelErrorCode =
  | 'unknown-architecture'
  | 'bad-options'
  | 'no-model'
  | 'bad-card'
  | 'newer-format'
  | 'weights-missing'
  | 'weights-truncated'
  | 'weights-changed'
  | 'weights-unreadable'
  | 'state-mismatch'
  | 'write-failed';

/**
 * What can go wrong with a model or its folder: `code` says which, the message what was expected, what was found and
 * what to do.
 *
 * @example
 * try { await openModel('best') } catch (error) { if (error instanceof ModelError) console.error(error.code) }
 */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  override readonly name = 'ModelError';

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The name out of `known` that is closest to `word`, if any is close. @example nearest('resnet81', ['resnet18']) // 'resnet18' */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
    const distance = a.length > 2 && b.startsWith(a) ? 1 : editDistance(a, b); // 'batch' for 'batchSize'
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
