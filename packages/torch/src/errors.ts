/** Where an error of the engine comes from; `docs/errors.md` says what to do about each. */
export type TorchErrorCode =
  | 'ENGINE_MISSING'
  | 'ENGINE_BROKEN'
  | 'SIGNATURE'
  | 'FREED'
  | 'SCOPE'
  | 'DTYPE'
  | 'DEVICE'
  | 'SHAPE'
  | 'INDEX'
  | 'VALUE'
  | 'TYPE'
  | 'RUNTIME'
  | 'NOT_IMPLEMENTED'
  | 'LINALG'
  | 'OUT_OF_MEMORY'
  | 'DISTRIBUTED'
  | 'SAFETENSORS'
  | 'STATE_DICT'
  | 'ASYNC';

/**
 * Every error of `@capstan/torch`: what was expected, what was received, and in `hint` what to do next.
 * `op` names the operator where one failed.
 *
 * @example
 * try { torch.ones([2, 3]).matmul(torch.ones([2, 3])); } catch (error) {
 *   if (error instanceof torch.TorchError) console.log(error.code, error.op); // RUNTIME matmul
 * }
 */
export class TorchError extends Error {
  override name = 'TorchError';
  readonly code: TorchErrorCode;
  readonly op: string | undefined;
  readonly hint: string | undefined;

  constructor(code: TorchErrorCode, message: string, details: { op?: string; hint?: string; cause?: unknown } = {}) {
    super(details.hint ? `${message}\n  ${details.hint}` : message, { cause: details.cause });
    this.code = code;
    this.op = details.op;
    this.hint = details.hint;
  }
}

/** The candidate nearest to a name by edit distance, or undefined where none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return row[b.length]!;
}
