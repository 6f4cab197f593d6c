import { type CallFault, CapstanError, type Catalogue, codesOf, type ErrorDetails } from '@capstan/base';

/** Where an error of the engine comes from; `docs/errors.md` says what to do about each. */
export const torchErrors = {
  'engine-missing': {
    what: 'libtorch or the addon is not on this machine, or not where `CAPSTAN_ADDON` says',
    hint: '`npm run setup`; `npm run doctor` names what is missing',
  },
  'engine-broken': {
    what: 'the addon is there and does not load: built for another libtorch, Node or machine, or damaged',
    hint: '`npm run setup` builds it again; `npm run doctor` reads the engine through',
  },
  signature: {
    what: 'no overload of an operator takes these arguments: too many, too few, of another type, or an option that it does not have',
    hint: 'the message lists the overloads and the nearest name of an option',
  },
  freed: {
    what: 'a tensor was used after its scope ended or after `dispose()`',
    hint: 'return it from the scope, call `keep()` on it before the scope ends, or dispose of it later',
  },
  scope: {
    what: 'a scope opened with `using` was held across an `await`',
    hint: '`await torch.scope(async () => { … })`',
  },
  dtype: {
    what: "an element type does not fit: a layer's weights and its input differ, `item()` of a complex tensor",
    hint: 'convert with `to(dtype)`; read complex tensors with `toArray()`',
  },
  device: { what: 'a name of a device that does not exist', hint: "`'cpu'`, `'cuda'`, `'cuda:0'`, `'mps'`" },
  shape: {
    what: "a shape does not fit: ragged nested arrays, a layer's input, datasets of different lengths",
    hint: 'the message holds both shapes',
  },
  index: {
    what: 'an index is out of range, or there are more indices than dimensions',
    hint: 'look at `tensor.shape`; backwards slices are `flip()`',
  },
  value: {
    what: 'an argument has the right type and a wrong value',
    hint: 'the message says which values are allowed',
  },
  type: {
    what: 'a value of the wrong type, an unknown dtype, layout or option',
    hint: 'the message lists what exists and the nearest name',
  },
  runtime: {
    what: 'an operator refused or failed in the engine: shapes that do not multiply, dtypes that do not mix, a second `backward` through a freed graph',
    hint: "the message is the engine's own, the hint shows the call with every tensor's shape and dtype",
  },
  'not-implemented': {
    what: 'the operator does not exist in this libtorch, or not for this dtype or device',
    hint: 'convert the tensor, or move it to the CPU; load the library that holds the operator',
  },
  linalg: {
    what: 'a decomposition failed: the matrix is singular, not positive definite, or did not converge',
    hint: 'add a small multiple of the identity, use float64, or `lstsq`/`pinv`',
  },
  'out-of-memory': {
    what: 'the system or the GPU refused the memory',
    hint: 'smaller batches, `torch.checkpoint`, scopes around each step; `torch.memory()` says what is held',
  },
  distributed: {
    what: 'a rank is missing or late, the network failed, or ranks made different calls',
    hint: 'the message names the ranks; see [Training on several processes](distributed.md)',
  },
  safetensors: {
    what: 'a file is cut short, damaged or of another format, or a dtype has no name in the format',
    hint: 'fetch or write the file again; convert the tensor before `save`',
  },
  'state-dict': {
    what: 'keys or shapes of a state do not fit a module (`nn.StateDictError` lists them), an optimizer or a schedule',
    hint: 'rename the keys, load with `{ strict: false }`, or build the model with the options that it was saved with',
  },
  async: {
    what: '`noGrad`, `inferenceMode` or `autocast` was given an asynchronous function; or `for…of` met a dataset that returns promises',
    hint: 'await first and wrap only the operators; iterate such a dataset with `for await…of`',
  },
} as const satisfies Catalogue;

/** The codes of `torchErrors`. */
export const torchErrorCodes = codesOf(torchErrors);

export type TorchErrorCode = keyof typeof torchErrors | CallFault;

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
