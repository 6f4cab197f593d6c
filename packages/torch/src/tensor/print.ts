// PyTorch's printing: the same rules as torch/_tensor_str.py describes (precision 4, threshold 1000, 3 edge items,
// 80 columns, scientific notation where the range asks for it).

import { ops } from '../engine/ops.ts';
import { TorchError } from '../errors.ts';
import { isComplex, isFloating } from './dtype.ts';
import type { Tensor } from './tensor.ts';

/** How tensors are printed; see `setPrintoptions`. */
export interface PrintOptions {
  /** Digits after the point. */
  precision?: number;
  /** From how many elements on only the edges are shown. */
  threshold?: number;
  /** How many elements of each edge. */
  edgeitems?: number;
  /** Columns of a line. */
  linewidth?: number;
  /** Scientific notation always, never, or (undefined) where the range asks for it. */
  sciMode?: boolean | undefined;
}

const PROFILES = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Number.POSITIVE_INFINITY, edgeitems: 3, linewidth: 80 },
} as const;

let print: Required<Omit<PrintOptions, 'sciMode'>> & { sciMode?: boolean | undefined } = { ...PROFILES.default };

/**
 * Changes how tensors are printed, in this thread; what is left out stays. A profile sets all: 'default', 'short' or 'full'.
 *
 * @throws {TorchError} value — for a number that is none
 * @example
 * torch.setPrintoptions({ precision: 2 });
 */
export function setPrintoptions(options: PrintOptions & { profile?: keyof typeof PROFILES } = {}): void {
  const { profile, ...given } = options;
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile))
    throw new TorchError('value', `there is no profile '${profile}'`, { hint: "one of 'default', 'short', 'full'" });
  const next = profile ? { ...PROFILES[profile], sciMode: undefined, ...given } : { ...print, ...given };
  for (const name of ['precision', 'threshold', 'edgeitems', 'linewidth'] as const)
    if (!(next[name] >= 0) || (name === 'precision' && next[name] > 100))
      throw new TorchError('value', `setPrintoptions: expected ${name} of 0 or more, received ${next[name]}`);
  print = next;
}

/** How tensors are printed now. */
export const getPrintoptions = (): Required<Omit<PrintOptions, 'sciMode'>> & { sciMode?: boolean | undefined } => ({
  ...print,
});

type Element = number | bigint;
type Formatter = (value: Element) => string;

function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential(print.precision).split('e') as [string, string]; // as: always two parts
  const digits = exponent.slice(1).padStart(2, '0');
  return `${mantissa}e${exponent[0]}${digits}`;
}

const special = (value: number): string | undefined => {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return undefined;
};

function floatFormatter(values: readonly number[]): Formatter {
  const finite = values.filter((v) => Number.isFinite(v) && v !== 0).map(Math.abs);
  const max = Math.max(...finite, 0);
  const min = finite.length > 0 ? Math.min(...finite) : 0;
  const whole = finite.every((v) => Number.isInteger(v));
  let write: (value: number) => string;
  const wide = print.sciMode ?? (max / min > 1000 || max > 1e8 || (!whole && min < 1e-4));
  if (whole) write = wide ? scientific : (v) => `${v.toFixed(0)}.`;
  else write = wide ? scientific : (v) => v.toFixed(print.precision);
  const text = (value: number) => special(value) ?? (Object.is(value, -0) ? `-${write(0)}` : write(value));
  // As in PyTorch, zeros and special values do not widen the column.
  const width = Math.max(...values.filter((v) => Number.isFinite(v) && v !== 0).map((v) => text(v).length), 1);
  return (value) => text(Number(value)).padStart(width);
}

function formatter(dtype: string, values: readonly Element[]): Formatter {
  if (dtype === 'bool') {
    const width = values.some((v) => Number(v) === 0) ? 5 : 4;
    return (v) => (Number(v) !== 0 ? 'True' : 'False').padStart(width);
  }
  const wide = dtype.startsWith('float') || dtype === 'bfloat16';
  if (wide) return floatFormatter(values.map(Number));
  const width = Math.max(...values.map((v) => String(v).length), 1);
  return (v) => String(v).padStart(width);
}

const edges = (length: number, summarize: boolean): (number | null)[] => {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (!summarize || length <= 2 * print.edgeitems) return range(0, length);
  return [...range(0, print.edgeitems), null, ...range(length - print.edgeitems, length)];
};

/** The tensor as PyTorch prints it: `tensor([[1., 2.], [3., 4.]])` with what is not the default after it. */
export function formatTensor(tensor: Tensor): string {
  if (tensor.isFreed) return 'tensor(freed)';
  const { shape, dtype, device } = tensor;
  const notes: string[] = [];
  if (device !== 'cpu') notes.push(`device='${device}'`);
  const prefix = 'tensor(';
  const numel = tensor.numel();
  let body: string;
  if (tensor.layout !== 'strided') {
    body = '...';
    notes.push(`size=(${shape.join(', ')})`, `layout=${tensor.layout}`);
  } else if (device === 'meta') {
    body = '...';
    notes.push(`size=(${shape.join(', ')})`);
  } else if (numel === 0) {
    body = '[]';
    if (shape.length !== 1) notes.push(`size=(${shape.join(', ')})`);
  } else body = formatElements(tensor, shape, numel > print.threshold, prefix.length);
  const implied = ['float32', 'int64', 'bool', 'complex64'].includes(dtype) && (numel > 0 || dtype === 'float32');
  if (!implied) notes.push(`dtype=${dtype}`);
  const gradFn = tensor.gradFn;
  if (gradFn) notes.push(`gradFn=<${gradFn}>`);
  else if (tensor.requiresGrad) notes.push('requiresGrad=true');
  let text = `${prefix}${body}`;
  for (const note of notes) {
    const line = text.slice(text.lastIndexOf('\n') + 1);
    text += line.length + note.length + 3 > print.linewidth ? `,\n${' '.repeat(prefix.length)}${note}` : `, ${note}`;
  }
  return `${text})`;
}

function formatElements(tensor: Tensor, shape: readonly number[], summarize: boolean, indent: number): string {
  const positions = shape.map((size) => edges(size, summarize));
  const data = readShown(tensor, shape, summarize);
  const complex = isComplex(tensor.dtype);
  const shown: Element[] = [];
  const strides = shape.map((_, i) => data.shape.slice(i + 1).reduce((a, b) => a * b, 1));
  // Summarised tensors are read as their edges only, so positions count what was read.
  const at = (path: readonly number[]) => path.reduce((sum, p, i) => sum + p * strides[i]!, 0);
  for (const value of data.elements) shown.push(value);
  let show: (offset: number) => string;
  if (complex) {
    const real = formatter(
      'float64',
      shown.filter((_, i) => i % 2 === 0),
    );
    const imag = formatter(
      'float64',
      shown.filter((_, i) => i % 2 === 1),
    );
    show = (offset) => {
      const text = imag(data.elements[2 * offset + 1]!).trim();
      return `${real(data.elements[2 * offset]!)}${text.startsWith('-') ? '' : '+'}${text}j`;
    };
  } else {
    const format = formatter(isFloating(tensor.dtype) ? 'float64' : tensor.dtype, shown);
    show = (offset) => format(data.elements[offset]!);
  }
  const render = (path: readonly number[], dim: number, depth: number): string => {
    if (dim === shape.length) return show(at(path));
    let read = 0;
    const parts = positions[dim]!.map((p) =>
      p === null ? (dim === shape.length - 1 ? ' ...' : '...') : render([...path, read++], dim + 1, depth + 1),
    );
    if (dim < shape.length - 1) {
      const gap = `,${'\n'.repeat(shape.length - 1 - dim)}${' '.repeat(depth + 1)}`;
      return `[${parts.join(gap)}]`;
    }
    const width = Math.max(...parts.map((p) => p.length)) + 2;
    const perLine = Math.max(1, Math.floor((print.linewidth - depth) / width));
    const lines: string[] = [];
    for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(', '));
    return `[${lines.join(`,\n${' '.repeat(depth + 1)}`)}]`;
  };
  return shape.length === 0 ? show(0).trim() : render([], 0, indent);
}

// The elements that are printed: all, or of a long tensor the edges of each dimension.
function readShown(
  tensor: Tensor,
  shape: readonly number[],
  summarize: boolean,
): { elements: Element[]; shape: number[] } {
  let part: Tensor = tensor.detach();
  const temporaries = [part];
  try {
    if (summarize) {
      shape.forEach((size, dim) => {
        if (size <= 2 * print.edgeitems) return;
        const head = part.narrow(dim, 0, print.edgeitems);
        const tail = part.narrow(dim, size - print.edgeitems, print.edgeitems);
        part = ops.cat([head, tail], dim);
        temporaries.push(head, tail, part);
      });
    }
    return { elements: Array.from(part.data() as ArrayLike<Element>), shape: part.shape }; // as: numbers or bigints
  } finally {
    for (const temporary of temporaries) temporary.dispose();
  }
}
