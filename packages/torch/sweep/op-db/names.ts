import { camel } from '../../src/engine/names.ts';
import * as torch from '../../src/index.ts';

type Call = (...args: unknown[]) => unknown;

// Entries that stand for an operation without a function of that name in Python.
const SPECIAL: Record<string, [name: string, call: Call]> = {
  __getitem__: ['Tensor.at', (self, index) => at(T(self), index)],
  __radd__: ['Tensor.add', (self, other) => method(self, 'add', other)],
  __rmul__: ['Tensor.mul', (self, other) => method(self, 'mul', other)],
  __rsub__: ['rsub', (self, other) => torch.rsub(T(self), N(other))],
  __rand__: ['bitwiseAnd', (self, other) => torch.bitwiseAnd(T(self), N(other))],
  __ror__: ['bitwiseOr', (self, other) => torch.bitwiseOr(T(self), N(other))],
  __rxor__: ['bitwiseXor', (self, other) => torch.bitwiseXor(T(self), N(other))],
  __rdiv__: ['reciprocal, mul', (self, other) => method(method(self, 'reciprocal'), 'mul', other)],
  __rpow__: ['pow', (self, other) => C(torch.pow)(other, self)],
  __rmod__: ['remainder', (self, other) => C(torch.remainder)(other, self)],
  __rmatmul__: ['matmul', (self, other) => torch.matmul(T(other), T(self))],
  // Entries whose function in op_db takes its arguments in another order, or calls the public one with some made of them.
  where: ['where', (self, condition, other) => fn.where!(condition, self, other)],
  polygamma: ['polygamma', (self, n) => fn.polygamma!(...(typeof n === 'number' ? [n, self] : [self, n]))],
  'special.polygamma': ['special.polygamma', (self, n) => torch.special.polygamma(N(n), T(self))],
  einsum: ['einsum', (tensors, equation) => fn.einsum!(equation, tensors)],
  T: ['Tensor.T', (self) => T(self).T],
  H: ['Tensor.H', (self) => T(self).H],
  lu: ['lu', (self, pivot = true, getInfos = false) => fn.lu!(self, { pivot, getInfos })],
  svd_lowrank: ['svdLowrank', (a, b, options) => fn.svdLowrank!(torch.matmul(T(a), T(b).transpose(-2, -1)), options)],
  pca_lowrank: ['pcaLowrank', (a, b, options) => fn.pcaLowrank!(torch.matmul(T(a), T(b).transpose(-2, -1)), options)],
  'linalg.pinv (singular)': ['linalg.pinv', (a, b) => torch.linalg.pinv(torch.matmul(T(a), T(b).transpose(-2, -1)))],
  'linalg.lstsq (grad_oriented)': [
    'linalg.lstsq',
    (a, b, options) => (C(torch.linalg.lstsq)(a, b, options ?? {}) as unknown[]).slice(0, 2), // as: it gives a list
  ],
  'normal (in_place)': ['Tensor.normal_', (self, mean, std) => T(self).normal_(N(mean), N(std))],
  slice: ['ops.slice', (...args) => C(torch.ops.slice)(...args)],
  'nn.functional.embedding': ['F.embedding', (weight, input, options) => C(torch.F.embedding)(input, weight, options)],
  'nn.functional.embedding_bag': [
    'F.embeddingBag',
    (weight, input, offsets, options) =>
      C(torch.F.embeddingBag)(
        input,
        weight,
        // as: recorded as a record
        offsets instanceof torch.Tensor ? { offsets, ...(options as object) } : (offsets ?? {}),
      ),
  ],
  _segment_reduce: ['segmentReduce', (self, reduce, options) => C(torch.segmentReduce)(self, reduce, options)],
  max_pool2d_with_indices_backward: ['ops.maxPool2dWithIndicesBackward', poolingBack],
  _upsample_bilinear2d_aa: [
    'ops._upsampleBilinear2dAa',
    (self, options) => {
      const { outputSize = null, alignCorners, ...scales } = options as Record<string, unknown>; // as: recorded by name
      return C(torch.ops._upsampleBilinear2dAa)(self, outputSize, alignCorners, scales);
    },
  ],
  broadcast_tensors: ['broadcastTensors', (...tensors) => fn.broadcastTensors!(...tensors)],
  'nn.functional.logsigmoid': ['F.logsigmoid', (self) => torch.F.logsigmoid(T(self))],
};

// As the entry's own function: of a gradient of ones, with the places that the forward found.
function poolingBack(self: unknown, options: unknown): unknown {
  const { kernelSize, stride, padding, dilation, ceilMode } = options as Record<string, number>; // as: recorded by name
  const forward = { stride, padding, dilation, ceilMode, returnIndices: true };
  const [out, indices] = C(torch.F.maxPool2d)(self, kernelSize, forward) as [torch.Tensor, torch.Tensor]; // as: both are asked for
  return C(torch.ops.maxPool2dWithIndicesBackward)(
    ...[torch.onesLike(out), self, kernelSize, stride ?? kernelSize, padding, dilation, ceilMode, indices],
  );
}

const T = (value: unknown): torch.Tensor => value as torch.Tensor; // as: recorded as one
const N = (value: unknown): number => value as number; // as: recorded as one
const C = (value: unknown): Call => value as Call; // as: its signature is the recorded one
const fn = torch as unknown as Record<string, Call>; // as: by name

const method = (self: unknown, name: string, ...args: unknown[]): unknown =>
  (self as Record<string, Call>)[name]!(...args); // as: a tensor

const at = (self: torch.Tensor, index: unknown): torch.Tensor =>
  self.at(...((Array.isArray(index) ? index : [index]) as torch.Index[])); // as: recorded indices

const SPACES: Record<string, unknown> = {
  linalg: torch.linalg,
  fft: torch.fft,
  special: torch.special,
  'nn.functional': torch.F,
  'signal.windows': torch.signal.windows,
  masked: torch.masked,
  sparse: torch.sparse,
  'ops.aten': torch.ops,
  'torch.ops.aten': torch.ops,
};

// Parameters that are required here and named in Python, by how many stand in their places.
const POSITIONAL: Record<string, string[]> = {
  'nn.functional.max_pool1d': ['kernel_size'],
  'nn.functional.max_pool2d': ['kernel_size'],
  'nn.functional.max_pool3d': ['kernel_size'],
  arange: ['end'],
  'masked.softmax': ['dim'],
  'masked.log_softmax': ['dim'],
  'masked.softmin': ['dim'],
  'masked.cumsum': ['dim'],
  'masked.cumprod': ['dim'],
  'masked.norm': ['ord'],
  'nn.functional.softmax': ['dim'],
  'nn.functional.log_softmax': ['dim'],
  'nn.functional.softmin': ['dim'],
  'nn.functional.batch_norm': ['running_mean', 'running_var'],
};

const CONVOLUTION = ['bias', 'stride', 'padding', 'dilation', 'groups'];
const TRANSPOSED = ['bias', 'stride', 'padding', 'outputPadding', 'groups', 'dilation'];
const AVERAGE = ['stride', 'padding', 'ceilMode', 'countIncludePad', 'divisorOverride'];

/** What stands after the required arguments of functions of F that are not written in Python, and is named here. */
const NAMED: Record<string, [required: number, names: readonly string[]]> = {
  'nn.functional.conv1d': [2, CONVOLUTION],
  'nn.functional.conv2d': [2, CONVOLUTION],
  'nn.functional.conv3d': [2, CONVOLUTION],
  'nn.functional.conv_transpose1d': [2, TRANSPOSED],
  'nn.functional.conv_transpose2d': [2, TRANSPOSED],
  'nn.functional.conv_transpose3d': [2, TRANSPOSED],
  'nn.functional.linear': [2, ['bias']],
  'nn.functional.bilinear': [3, ['bias']],
  'nn.functional.avg_pool1d': [2, AVERAGE],
  'nn.functional.avg_pool2d': [2, AVERAGE],
  'nn.functional.avg_pool3d': [2, AVERAGE],
  'nn.functional.adaptive_max_pool1d': [2, ['returnIndices']],
  'nn.functional.adaptive_max_pool2d': [2, ['returnIndices']],
  'nn.functional.adaptive_max_pool3d': [2, ['returnIndices']],
  'nn.functional.softplus': [1, ['beta', 'threshold']],
  'nn.functional.hardshrink': [1, ['lambd']],
  'nn.functional.softshrink': [1, ['lambd']],
  'nn.functional.pdist': [1, ['p']],
  'nn.functional.gelu': [1, ['approximate']],
  'nn.functional.cosine_similarity': [2, ['dim', 'eps']],
};

// Arguments by position become options by name.
function byName(entry: string, call: Call): Call {
  const named = NAMED[entry];
  if (!named) return call;
  const [required, names] = named;
  return (...args) => {
    const last = args.at(-1);
    const given = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
    const plain = given ? args.slice(0, -1) : args;
    const options: Record<string, unknown> = given ? { ...(last as object) } : {}; // as: a plain object
    plain.slice(required).forEach((value, i) => {
      if (value !== null) options[names[i] ?? `argument ${i}`] = value;
    });
    return call(...plain.slice(0, required), ...(Object.keys(options).length > 0 ? [options] : []));
  };
}

const isCall = (value: unknown): value is Call => typeof value === 'function';

/** The function here for an entry of op_db, under the public name; undefined where there is none. */
export function lookUp(
  entry: string,
  variant: string,
): { name: string; call: Call; leading: readonly string[] } | undefined {
  const special = SPECIAL[`${entry} (${variant})`] ?? SPECIAL[entry];
  if (special) return { name: special[0], call: special[1], leading: [] };
  const plain = entry.replace(/^torch\./, '').replace(/\.default$/, '');
  const dot = plain.lastIndexOf('.');
  const [space, bare] = dot < 0 ? ['', plain] : [plain.slice(0, dot), plain.slice(dot + 1)];
  const table = (space === '' ? torch : SPACES[space]) as Record<string, unknown> | undefined; // as: functions by name
  const leading = POSITIONAL[entry] ?? [];
  const found = table?.[camel(bare)];
  if (isCall(found))
    return { name: `${space === '' ? '' : `${space}.`}${camel(bare)}`, call: byName(entry, found), leading };
  // Names that begin with an underscore are in `ops`.
  const inner = (torch.ops as unknown as Record<string, unknown>)[camel(bare)]; // as: operators by name
  if (bare.startsWith('_') && isCall(inner)) return { name: `ops.${camel(bare)}`, call: inner, leading };
  const own = torch.Tensor.prototype as unknown as Record<string, unknown>; // as: methods by name
  if (space === '' && camel(bare) in own)
    return { name: `Tensor.${camel(bare)}`, call: (self, ...args) => method(self, camel(bare), ...args), leading };
  return undefined;
}
