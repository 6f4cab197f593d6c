import { type CallFault, CapstanError, type ErrorDetails } from '@capstan/base';

/** Where an error of the engine comes from; `docs/errors.md` says what to do about each. */
export const torchErrorCodes = [
  'engine-missing',
  'engine-broken',
  'signature',
  'freed',
  'scope',
  'dtype',
  'device',
  'shape',
  'index',
  'value',
  'type',
  'runtime',
  'not-implemented',
  'linalg',
  'out-of-memory',
  'distributed',
  'safetensors',
  'state-dict',
  'async',
] as const;

export type TorchErrorCode = (typeof torchErrorCodes)[number] | CallFault;

/**
 * Every error of `@capstan/torch`: what was expected, what was received, and in `hint` what to do next.
 * `op` names the operator where one failed.
 *
 * @example
 * try { torch.ones([2, 3]).matmul(torch.ones([2, 3])); } catch (error) {
 *   if (error instanceof torch.TorchError) console.log(error.code, error.op); // runtime matmul
 * }
 */
export class TorchError extends CapstanError<TorchErrorCode> {
  override name = 'TorchError';
  readonly op: string | undefined;

  constructor(code: TorchErrorCode, message: string, { op, ...details }: ErrorDetails & { op?: string } = {}) {
    super(code, message, details);
    this.op = op;
  }
}
