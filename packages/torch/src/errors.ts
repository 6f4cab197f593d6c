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
