import { inspect } from 'node:util';
import { nearest } from '@capstan/base';
import { noGrad } from '../../autograd/autograd.ts';
import { TorchError } from '../../errors.ts';
import type { Device, DType } from '../../tensor/dtype.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { callable } from './callable.ts';
import { copyModule } from './clone.ts';
import { onForward, onForwardPre, onFullBackward, type RemovableHook } from './hooks.ts';
import { joinKeys, type Keys, walk } from './keys.ts';
import { isModuleLike, MODULE } from './module-like.ts';
import { Buffer, Parameter } from './parameter.ts';
import { clearGrad, type ModuleToOptions, place, placeEmpty, split } from './placement.ts';
import { render } from './print.ts';
import { type LoadOptions, type LoadResult, loadState } from './state.ts';
import { loading, onState, saving } from './state-hooks.ts';

/** Any module, whatever it takes and returns. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of every kind must fit, whichever way they vary
export type AnyModule = Module<any, unknown>;

const isModule = (value: unknown): value is AnyModule => isModuleLike(value);

abstract class Callable<In extends unknown[], Out> {
  /** Other keys than the fields' snake case in `stateDict()`: `static keys = { blocks: 'h' }`. */
  static keys?: Keys;

  /** @internal */
  get [MODULE](): true {
    return true;
  }

  /** Whether layers such as Dropout and BatchNorm behave as in training; set by `train()` and `eval()`. */
  declare training: boolean;

  constructor() {
    const self: this = callable(new.target.prototype as this); // a subclass's prototype
    self.training = true; // a field would be set on the object that is not returned
    // biome-ignore lint/correctness/noConstructorReturn: an instance is a function whose prototype is its class's.
    return self;
  }

  abstract forward(...args: In): Out;

  /** What `repr` says between the parentheses. */
  extraRepr(): string {
    return '';
  }

  /** Says, once a call has failed, what input this layer takes; nothing when the input was not the reason. */
  expects(..._args: unknown[]): string | undefined {
    return undefined;
  }

  namedChildren(): [string, AnyModule][] {
    return walk<AnyModule>(this.self, isModule).flatMap(({ key, value }): [string, AnyModule][] =>
      isModule(value) ? [[key, value]] : [],
    );
  }

  children(): AnyModule[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** This module and all below it, each once, depth first. */
  namedModules(): [string, AnyModule][] {
    const seen = new Set<AnyModule>();
    const found: [string, AnyModule][] = [];
    const visit = (name: string, module: AnyModule) => {
      if (seen.has(module)) return;
      seen.add(module);
      found.push([name, module]);
      for (const [key, child] of module.namedChildren()) visit(joinKeys(name, key), child);
    };
    visit('', this.self);
    return found;
  }

  modules(): AnyModule[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** Parameters with their keys, each once: a tied weight goes by its first name. */
  namedParameters(): [string, Parameter][] {
    return named(this.self, (value) => value instanceof Parameter);
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  namedBuffers(): [string, Buffer][] {
    return named(this.self, (value) => value instanceof Buffer);
  }

  buffers(): Buffer[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  /**
   * Parameters and persistent buffers under PyTorch's keys, detached, sharing memory with the module.
   *
   * @example
   * await save(model.stateDict(), 'model.safetensors');
   */
  stateDict(): Record<string, Tensor> {
    return saving(this.self, () =>
      Object.fromEntries([...this.state()].map(([key, tensor]) => [key, tensor.detach()])),
    );
  }

  /**
   * Copies a state dict into the module, converting dtypes.
   *
   * @throws {StateDictError} — naming every missing, unexpected and mis-shaped key at once, unless `strict` is false
   * @example
   * model.loadStateDict(await load('model.safetensors'));
   */
  loadStateDict(state: Readonly<Record<string, Tensor>>, options: LoadOptions = {}): LoadResult {
    return loading(this.self, state, options.strict ?? true, (given, strict) =>
      loadState(this.constructor.name, this.state(), given, { strict }),
    );
  }

  /** Live parameters and persistent buffers by key; a tied weight appears under each of its names. */
  state(): Map<string, Parameter | Buffer> {
    const found = new Map<string, Parameter | Buffer>();
    const visit = (prefix: string, module: AnyModule) => {
      for (const { key, value } of walk<AnyModule>(module, isModule)) {
        if (isModule(value)) visit(joinKeys(prefix, key), value);
        else if (value instanceof Parameter || value.persistent) found.set(joinKeys(prefix, key), value);
      }
    };
    visit('', this.self);
    return found;
  }

  train(mode = true): this {
    for (const module of this.modules()) module.training = mode;
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /** Drops every gradient; `{ setToNone: false }` fills them with zeros instead. */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    for (const parameter of this.parameters()) clearGrad(parameter, options.setToNone ?? true);
  }

  /** Calls `fn` on every module below and then on this one. */
  apply(fn: (module: AnyModule) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this.self);
    return this;
  }

  /**
   * Moves parameters and buffers to a device, or converts the floating ones to a dtype, in place: optimizers keep them.
   *
   * @example
   * model.to('cuda').to('bfloat16');
   * model.to({ memoryFormat: 'channelsLast' }); // faster convolutions on most CPUs
   */
  to(target: Device | DType | ModuleToOptions): this {
    const options = typeof target === 'string' ? split(target) : target;
    noGrad(() => {
      for (const [, tensor] of named(this.self, (value): value is Parameter | Buffer => value !== undefined))
        place(tensor, options);
    });
    return this;
  }

  /**
   * Gives every parameter and buffer room on a device, of whatever values lie there: for a module that was made on 'meta',
   * before its state is loaded, so that no weights are drawn only to be replaced.
   *
   * @example
   * torch.setDefaultDevice('meta');
   * const model = new nn.Linear(4096, 4096);
   * torch.setDefaultDevice('cpu');
   * model.toEmpty('cpu').loadStateDict(state);
   */
  toEmpty(device: Device): this {
    noGrad(() => {
      for (const [, tensor] of named(this.self, (value): value is Parameter | Buffer => value !== undefined))
        placeEmpty(tensor, device);
    });
    return this;
  }

  float(): this {
    return this.to('float32');
  }

  double(): this {
    return this.to('float64');
  }

  bfloat16(): this {
    return this.to('bfloat16');
  }

  half(): this {
    return this.to('float16');
  }

  cpu(): this {
    return this.to('cpu');
  }

  cuda(): this {
    return this.to('cuda');
  }

  /**
   * A module below this one by its key, as `namedModules` gives it; '' is this one.
   * @throws {TorchError} value — where there is none, with the nearest
   * @example
   * const head = model.getSubmodule('encoder.layers.0');
   */
  getSubmodule(key: string): AnyModule {
    return found(this.constructor.name, 'module', key, this.namedModules());
  }

  /** A parameter by its key. @throws {TorchError} value — where there is none, with the nearest */
  getParameter(key: string): Parameter {
    return found(this.constructor.name, 'parameter', key, this.namedParameters());
  }

  /** A buffer by its key. @throws {TorchError} value — where there is none, with the nearest */
  getBuffer(key: string): Buffer {
    return found(this.constructor.name, 'buffer', key, this.namedBuffers());
  }

  /** Makes a tensor a buffer of this module, in a field of that name; null leaves the field without one. */
  registerBuffer(name: string, tensor: Tensor | null, options: { persistent?: boolean } = {}): void {
    this.field(name, tensor && new Buffer(tensor, options));
  }

  /** Makes a parameter one of this module's, in a field of that name; null leaves the field without one. */
  registerParameter(name: string, parameter: Parameter | null): void {
    this.field(name, parameter);
  }

  /** Makes a module a child of this one, in a field of that name. */
  registerModule(name: string, module: AnyModule): void {
    this.field(name, module);
  }

  // A field that PyTorch would register; a name that is a method of the class is refused, as there.
  private field(name: string, value: unknown): void {
    const inherited = name in this && !Object.hasOwn(this, name);
    if (name === '' || name.includes('.') || inherited)
      throw new TorchError('value', `${this.constructor.name}: '${name}' cannot be the name of a field`, {
        hint: inherited ? 'the class has a member of that name' : 'a name has one character at least, and no dot',
      });
    Object.assign(this, { [name]: value ?? undefined });
  }

  /** A copy with parameters, buffers and hooks of its own, as `deepcopy` makes; fields that hold no state are shared. */
  clone(): this {
    return copyModule(this);
  }

  /** Runs before every call; may return other arguments. */
  registerForwardPreHook(hook: (module: this, args: In) => In | undefined): RemovableHook {
    return onForwardPre(this.self, hook as unknown as Parameters<typeof onForwardPre>[1]); // erased: hooks are kept in one table
  }

  /** Runs after every call; may return another output. */
  registerForwardHook(hook: (module: this, args: In, output: Out) => Out | undefined): RemovableHook {
    return onForward(this.self, hook as unknown as Parameters<typeof onForward>[1]); // erased: see above
  }

  /** Runs once the gradients of this module's inputs are known; may return others. */
  registerFullBackwardHook(
    hook: (
      module: this,
      gradInput: (Tensor | undefined)[],
      gradOutput: (Tensor | undefined)[],
    ) => (Tensor | undefined)[] | undefined,
  ): RemovableHook {
    return onFullBackward(this.self, hook as unknown as Parameters<typeof onFullBackward>[1]); // erased: see above
  }

  /** Runs before `stateDict()` is made, of this module or one above it; `prefix` is where its keys begin. */
  registerStateDictPreHook(hook: (module: this, prefix: string) => void): RemovableHook {
    return onState(this.self, 'saving', hook as unknown as Parameters<typeof onState<'saving'>>[2]); // erased: see above
  }

  /** Runs on a state dict that was made, which it may change. */
  registerStateDictPostHook(
    hook: (module: this, state: Record<string, Tensor>, prefix: string) => void,
  ): RemovableHook {
    return onState(this.self, 'saved', hook as unknown as Parameters<typeof onState<'saved'>>[2]); // erased: see above
  }

  /**
   * Runs on a state dict before it is loaded, on a copy that it may change: old names to new ones.
   *
   * @example
   * model.registerLoadStateDictPreHook((_module, state, prefix) => {
   *   state[`${prefix}scale`] ??= state[`${prefix}gamma`];
   *   delete state[`${prefix}gamma`];
   * });
   */
  registerLoadStateDictPreHook(
    hook: (module: this, state: Record<string, Tensor>, prefix: string) => void,
  ): RemovableHook {
    return onState(this.self, 'loading', hook as unknown as Parameters<typeof onState<'loading'>>[2]); // erased: see above
  }

  /** Runs once a state dict is loaded; keys that it takes from `missing` and `unexpected` are no error. */
  registerLoadStateDictPostHook(hook: (module: this, result: LoadResult) => void): RemovableHook {
    return onState(this.self, 'loaded', hook as unknown as Parameters<typeof onState<'loaded'>>[2]); // erased: see above
  }

  toString(): string {
    return render(this.self);
  }

  [inspect.custom](): string {
    return render(this.self);
  }

  /** This module without its types of input and output. */
  private get self(): AnyModule {
    return this as unknown as AnyModule; // the constructor returned a callable
  }
}

function found<T>(where: string, what: string, key: string, all: readonly [string, T][]): T {
  const hit = all.find(([name]) => name === key);
  if (hit) return hit[1];
  const near = nearest(
    key,
    all.map(([name]) => name),
  );
  throw new TorchError('value', `${where} has no ${what} '${key}'`, near ? { hint: `did you mean '${near}'?` } : {});
}

/** Tensors of one kind below a module with their keys, each once. */
function named<T extends Parameter | Buffer>(
  root: AnyModule,
  wanted: (value: Parameter | Buffer) => value is T,
): [string, T][] {
  const seen = new Set<unknown>();
  const found: [string, T][] = [];
  for (const [prefix, module] of root.namedModules()) {
    for (const { key, value } of walk(module, isModule)) {
      if (isModule(value) || seen.has(value) || !wanted(value)) continue;
      seen.add(value);
      found.push([joinKeys(prefix, key), value]);
    }
  }
  return found;
}

/**
 * The base of every layer and model: a class whose fields hold parameters, buffers and other modules, and whose
 * instances are called like functions. `In` are the types of `forward`'s arguments, `Out` of its result.
 * Do not keep state in `#private` fields: it is found by walking the public ones.
 *
 * @example
 * class Net extends nn.Module {
 *   fc1 = new nn.Linear(784, 128);
 *   fc2 = new nn.Linear(128, 10);
 *   forward(x: Tensor) { return this.fc2(F.relu(this.fc1(x))); } // (B, 784) → (B, 10)
 * }
 * const model = new Net();
 * const logits = model(images);
 */
export interface Module<In extends unknown[] = [Tensor], Out = Tensor> extends Callable<In, Out> {
  (...args: In): Out;
}

// A class cannot declare a call signature: the constructor's type says that its instances have one.
export const Module = Callable as unknown as abstract new <In extends unknown[] = [Tensor], Out = Tensor>() => Module<
  In,
  Out
>;
