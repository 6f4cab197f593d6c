import { INT_LIST, OPTIONAL_TENSOR_LIST, TENSOR, UNSUPPORTED } from '../../generated/boundary.ts';
import { TorchError } from '../errors.ts';
import { camel } from './names.ts';
import { type ArgumentSchema, native, type OverloadSchema } from './native.ts';
import { REFUSED } from './refused.ts';

export interface Argument {
  name: string;
  kind: number;
  fixed: number;
  keyword: boolean;
  required: boolean;
  optional: boolean;
  variadic: boolean;
  written: boolean;
  type: string;
}

export interface Overload {
  index: number;
  name: string;
  arguments: Argument[];
  returns: { kind: number; alias: number; name: string }[]; // a name of '' where PyTorch has none
  simple: boolean; // one result, a tensor of its own
  makes: boolean; // a tensor from no other: it lies on the default device unless it is told another
}

/** An operator of the dispatcher by name; its overloads are looked up at the first call. */
export class Operator {
  readonly name: string;
  #overloads: Overload[] | undefined;

  constructor(name: string) {
    this.name = name.includes('::') ? name : `aten::${name}`;
  }

  get overloads(): Overload[] {
    this.#overloads ??= resolve(this.name);
    return this.#overloads;
  }

  get short(): string {
    return camel(this.name.startsWith('aten::') ? this.name.slice(6) : this.name);
  }
}

function resolve(name: string): Overload[] {
  const refused = REFUSED.get(name.slice(6));
  if (refused && name.startsWith('aten::'))
    throw new TorchError('not-implemented', `${name} is not offered: ${refused}`);
  const found = native.resolve(name);
  if (found.length === 0) throw new TorchError('not-implemented', `there is no operator ${name} in this libtorch`);
  return found.map(plan).sort(precedence);
}

/** @internal */
export function plan(schema: OverloadSchema): Overload {
  const positional = schema.arguments.filter((argument) => !argument.keyword);
  const last = positional[positional.length - 1];
  const toArgument = (argument: ArgumentSchema): Argument => ({
    name: camel(argument.name),
    kind: argument.kind,
    fixed: argument.fixed,
    keyword: argument.keyword,
    required: !argument.hasDefault && !(argument.optional && argument.kind === UNSUPPORTED),
    optional: argument.optional,
    variadic: argument.kind === INT_LIST && argument.fixed === 0 && argument === last,
    written: argument.written,
    type: argument.type,
  });
  return {
    index: schema.index,
    name: schema.overload,
    arguments: schema.arguments.map(toArgument),
    returns: schema.returns.map(({ kind, alias, name }) => ({ kind, alias, name: camel(name) })),
    simple: schema.returns.length === 1 && schema.returns[0]!.kind === TENSOR && schema.returns[0]!.alias < 0,
    makes: schema.arguments.every(({ kind }) => kind > OPTIONAL_TENSOR_LIST),
  };
}

/**
 * @internal The first overload that accepts the arguments is called: those that write to given outputs come last, those
 * that take more tensors first, then those with fewer arguments.
 */
export function precedence(a: Overload, b: Overload): number {
  const out = (o: Overload) => o.arguments.filter((x) => x.keyword && x.written).length;
  const tensors = (o: Overload) => o.arguments.filter((x) => x.kind <= OPTIONAL_TENSOR_LIST && !x.keyword).length;
  // An integer is also a list of one: hsplit(x, 2) means two parts, not a cut before column 2.
  const lists = (o: Overload) => o.arguments.filter((x) => x.kind === INT_LIST).length;
  return (
    out(a) - out(b) ||
    tensors(b) - tensors(a) ||
    a.arguments.length - b.arguments.length ||
    lists(a) - lists(b) ||
    (a.name < b.name ? -1 : 1)
  );
}
