import { enableGrad, noGrad } from '../autograd/autograd.ts';
import { ops } from '../engine/ops.ts';
import { scope } from '../engine/scope.ts';
import { TorchError } from '../errors.ts';
import { unknownOption } from '../nn/errors.ts';
import type { Options } from '../nn/options.ts';
import { withDefaults } from '../nn/options.ts';
import { clearGradients, gradients } from '../nn/utils/gradients.ts';
import { Tensor } from '../tensor/tensor.ts';

/** What every optimizer takes. */
export interface CommonOptions {
  lr: number;
  /** The share of the weights added to the gradients (L2 penalty), or subtracted directly where decay is decoupled. */
  weightDecay: number;
  /** The weight of Σ|parameters| in what is minimised. */
  l1Penalty: number;
  /** Climb instead of descending. */
  maximize: boolean;
}

/** Parameters that share options, which a schedule may change. */
export type ParamGroup<O extends CommonOptions = CommonOptions> = O & { params: Tensor[]; initialLr?: number };

/** What an optimizer remembers of one parameter, by PyTorch's names. */
export type ParameterState = Record<string, Tensor | number>;

/** An optimizer's memory: states by the parameters' numbers, and groups with those numbers. */
export interface OptimizerStateDict {
  state: Record<string, ParameterState>;
  paramGroups: (Record<string, unknown> & { params: number[] })[];
}

/** Parameters of one group at the same step, with gradients and states in the same order. */
export interface Batch {
  readonly params: Tensor[];
  readonly grads: Tensor[];
  readonly states: ParameterState[];
  /** 1 for the first. */
  readonly step: number;
}

/** A caller's options over defaults; the rate may be a tensor, which is then read at each step. */
export type Settings<O> = Options<Omit<O, 'lr'>> & { readonly lr?: number | Tensor | undefined };

/** Options over their defaults. */
export const settings = <O extends CommonOptions>(name: string, defaults: O, options: Settings<O> | undefined): O =>
  withDefaults(name, defaults, options as Options<O> | undefined); // as: the base binds a rate that is a tensor

export type Parameters<O> = readonly Tensor[] | readonly (Settings<O> & { params: readonly Tensor[] })[];

/** An optimizer's class, as the list `optim.optimizers` holds them by name. */
export interface OptimizerClass {
  new (parameters: Parameters<CommonOptions>, options?: object): Optimizer;
  /** What each option is when it is left out. */
  readonly defaults: Readonly<CommonOptions>;
}

/** The base of optimizers: groups, gradients, states; a subclass says how a batch of parameters is updated. */
export abstract class Optimizer<O extends CommonOptions = CommonOptions> {
  readonly paramGroups: ParamGroup<O>[] = [];
  readonly defaults: O;
  /** Per parameter; empty before its first step. */
  readonly state = new Map<Tensor, ParameterState>();
  readonly #places = new WeakMap<Tensor, string>();

  constructor(parameters: Parameters<O>, defaults: O) {
    this.defaults = defaults;
    if (parameters.length === 0)
      throw new TorchError('value', `${new.target.name}: expected parameters, received none`);
    if (isGroups<O>(parameters)) for (const group of parameters) this.addParamGroup(group);
    else this.addParamGroup({ params: parameters } as Settings<O> & { params: readonly Tensor[] }); // no option is required
  }

  /** Adds parameters with options of their own; those left out are the optimizer's. */
  addParamGroup(group: Settings<O> & { params: readonly Tensor[] }): void {
    const { params, ...options } = group;
    const name = this.constructor.name;
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    const list = [...params];
    for (const [i, parameter] of list.entries()) {
      if (known.has(parameter))
        throw new TorchError(
          'value',
          `${name}: parameter ${i} of the group is in another group already, or twice in this one`,
        );
      known.add(parameter);
      if (!parameter.isLeaf) {
        throw new TorchError('value', `${name}: expected leaf tensors, received the result of ${parameter.gradFn}`, {
          hint: 'detach() it, or make it an nn.Parameter',
        });
      }
    }
    const given = { ...withDefaults(name, this.defaults, options as unknown as Options<O>) }; // what is left after params
    bindRate(given);
    this.check({ ...given });
    this.paramGroups.push(
      Object.defineProperty({ ...given, params: list }, 'lr', Object.getOwnPropertyDescriptor(given, 'lr')!),
    ); // every group has one
  }

  /** @internal Says what an option is to be. */
  protected refuse(expected: string, received: unknown): never {
    throw new TorchError('value', `${this.constructor.name}: expected ${expected}, received ${received}`);
  }

  /** Whether a saved tensor can be this state of a parameter: one of its shape, unless a subclass keeps others. */
  protected fits(_name: string, value: Tensor, parameter: Tensor): boolean {
    return value.shape.join() === parameter.shape.join();
  }

  /** Refuses options out of range. */
  protected check(options: O): void {
    const fail = (expected: string, received: unknown) => this.refuse(expected, received);
    if (!(options.lr >= 0)) fail('lr of 0 or more', options.lr);
    if (!(options.weightDecay >= 0)) fail('weightDecay of 0 or more', options.weightDecay);
    if (!(options.l1Penalty >= 0)) fail('l1Penalty of 0 or more', options.l1Penalty);
    const { betas = [], momentum } = options as { betas?: readonly number[]; momentum?: number }; // as: some have these
    for (const beta of betas) if (!(beta >= 0 && beta < 1)) fail('betas from 0 to below 1', beta);
    if (momentum !== undefined && !(momentum >= 0)) fail('momentum of 0 or more', momentum);
  }

  /** The state of a parameter before its first step. */
  protected abstract initial(parameter: Tensor, group: ParamGroup<O>): ParameterState;

  /** Updates parameters and states in place; gradients may be overwritten only where they are the batch's own. */
  protected abstract update(group: ParamGroup<O>, batch: Batch): void;

  /**
   * Moves every parameter that has a gradient. A closure, if given, computes the loss first.
   *
   * @example
   * optimizer.zeroGrad();
   * loss.backward();
   * optimizer.step();
   */
  step(): undefined;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    const loss = closure && enableGrad(closure);
    using _temporaries = scope();
    noGrad(() => {
      for (const group of this.paramGroups) for (const batch of this.batches(group)) this.apply(group, batch);
    });
    return loss;
  }

  private apply(group: ParamGroup<O>, batch: Batch): void {
    const { l1Penalty, maximize } = group;
    if (l1Penalty === 0) {
      this.update(group, batch);
      return;
    }
    const descending = maximize ? ops._foreachNeg(batch.grads) : batch.grads;
    const grads = ops._foreachAdd(descending, ops._foreachSign(batch.params), { alpha: l1Penalty });
    this.update({ ...group, maximize: false }, { ...batch, grads });
  }

  /** Nearly always one batch: parameters part when one lacked a gradient at an earlier step, or lives elsewhere. */
  private batches(group: ParamGroup<O>): Batch[] {
    const found = gradients(group.params);
    const batches = new Map<string, Batch>();
    let last: Batch | undefined;
    let lastKey = '';
    for (let i = 0; i < found.length; i++) {
      const grad = found[i];
      if (grad === undefined) continue;
      const parameter = group.params[i]!; // found is as long as params
      let state = this.state.get(parameter);
      if (state === undefined) {
        state = this.initial(parameter, group);
        state.step = 0;
        this.state.set(parameter, state);
      }
      const step = (state.step as number) + 1; // a number since the line above, or since loading
      state.step = step;
      const key = `${step} ${this.place(parameter)}`;
      if (last === undefined || key !== lastKey) {
        last = batches.get(key) ?? { params: [], grads: [], states: [], step };
        batches.set(key, last);
        lastKey = key;
      }
      last.params.push(parameter);
      last.grads.push(grad);
      last.states.push(state);
    }
    return [...batches.values()];
  }

  /** The kernels take tensors of one dtype and device; asked once, as both cost a call each. */
  private place(parameter: Tensor): string {
    let place = this.#places.get(parameter);
    if (place === undefined) {
      place = `${parameter.dtype} ${parameter.device}`;
      this.#places.set(parameter, place);
    }
    return place;
  }

  /** Drops the gradients, so that the next `backward` writes instead of adding; `{ setToNone: false }` fills them with zeros. */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    for (const group of this.paramGroups) clearGradients(group.params, options.setToNone ?? true);
  }

  /** Groups and states, for a checkpoint: tensors are the optimizer's own, not copies. */
  stateDict(): OptimizerStateDict {
    const state: Record<string, ParameterState> = {};
    let number = 0;
    const paramGroups = this.paramGroups.map(({ params, ...options }) => {
      const numbers = params.map((parameter) => {
        const own = this.state.get(parameter);
        if (own) state[number] = { ...own };
        return number++;
      });
      return { ...options, params: numbers };
    });
    return { state, paramGroups };
  }

  /**
   * Goes on from a state dict, in the parameters' dtype and on their device.
   *
   * @throws {TorchError} state-dict — where its groups are of other lengths, or a state is not of its parameter's shape; nothing is changed then
   * @example
   * optimizer.loadStateDict(other.stateDict());
   */
  loadStateDict(dict: OptimizerStateDict): void {
    if (!isStateDict(dict))
      throw new TorchError(
        'state-dict',
        `${this.constructor.name}: expected { state, paramGroups: [{ params: numbers }] }`,
      );
    const lengths = (groups: readonly { params: readonly unknown[] }[]) =>
      groups.map((group) => group.params.length).join(', ');
    const [expected, received] = [lengths(this.paramGroups), lengths(dict.paramGroups)];
    if (expected !== received) {
      throw new TorchError(
        'state-dict',
        `${this.constructor.name}: expected groups of ${expected} parameters, received ${received}`,
      );
    }
    using _temporaries = scope();
    const states = new Map<Tensor, ParameterState>();
    const changes = this.paramGroups.map((group, i) => {
      const { params: numbers, ...options } = dict.paramGroups[i]!; // as many groups
      for (const name of Object.keys(options)) {
        if (!(name in this.defaults) && name !== 'initialLr')
          throw unknownOption(this.constructor.name, name, Object.keys(this.defaults));
      }
      this.check({ ...group, ...options });
      group.params.forEach((parameter, j) => {
        const saved = dict.state[numbers[j]!]; // as many parameters
        if (saved) states.set(parameter, this.restore(saved, parameter));
      });
      return options;
    });
    this.state.clear();
    for (const [parameter, state] of states) this.state.set(parameter, state);
    for (const [i, group] of this.paramGroups.entries()) Object.assign(group, changes[i]);
  }

  // The kernels trust the shapes of states. PyTorch keeps single numbers, such as NAdam's mu_product, as tensors.
  private restore(saved: ParameterState, parameter: Tensor): ParameterState {
    const state: ParameterState = {};
    for (const [name, value] of Object.entries(saved)) {
      if (typeof value === 'number') state[name] = value;
      else if (value instanceof Tensor && (name === 'step' || (value.ndim === 0 && parameter.ndim > 0)))
        state[name] = value.item();
      else if (value instanceof Tensor && this.fits(name, value, parameter))
        state[name] = value.detach().to({ dtype: parameter.dtype, device: parameter.device, copy: true }).keep();
      else {
        const received = value instanceof Tensor ? `(${value.shape.join(', ')})` : typeof value;
        throw new TorchError(
          'state-dict',
          `${this.constructor.name}: expected ${name} of the parameter's shape (${parameter.shape.join(', ')}), received ${received}`,
        );
      }
    }
    return state;
  }

  toString(): string {
    const groups = this.paramGroups.map(
      ({ params, ...options }) => `  ${params.length} parameters: ${JSON.stringify(options)}`,
    );
    return [`${this.constructor.name} (`, ...groups, ')'].join('\n');
  }
}

// A rate that is a tensor stays one: what reads the group's rate reads its value, and what sets it fills it.
function bindRate(options: { lr: number }): void {
  const rate: unknown = options.lr;
  if (!(rate instanceof Tensor)) return;
  if (rate.numel() !== 1) throw new TorchError('shape', `expected lr with one element, received ${rate.numel()}`);
  rate.keep();
  Object.defineProperty(options, 'lr', {
    enumerable: true,
    configurable: true,
    get: () => rate.item(),
    set: (value: number) => {
      noGrad(() => rate.fill_(value));
    },
  });
}

const isGroups = <O>(
  parameters: Parameters<O>,
): parameters is readonly (Settings<O> & { params: readonly Tensor[] })[] =>
  Object.hasOwn(parameters[0] ?? {}, 'params');

// What comes from a file may be anything.
function isStateDict(dict: unknown): dict is OptimizerStateDict {
  const { state, paramGroups } = (dict ?? {}) as Partial<Record<string, unknown>>; // as: read only
  const isGroup = (group: unknown) => Array.isArray((group as { params?: unknown } | null)?.params); // as: read only
  return typeof state === 'object' && state !== null && Array.isArray(paramGroups) && paramGroups.every(isGroup);
}

/** Zeros in a parameter's shape and memory format, which outlive the step. */
export const zerosFor = (parameter: Tensor): Tensor => ops.zerosLike(parameter).detach().keep();

/** One named tensor of each state. */
export const pick = (states: readonly ParameterState[], name: string): Tensor[] =>
  states.map((state) => state[name] as Tensor); // initial() made it

/** Gradients to descend: negated to climb, with the L2 penalty's added. */
export function descent(batch: Batch, maximize: boolean, weightDecay: number): Tensor[] {
  const grads = maximize ? ops._foreachNeg(batch.grads) : batch.grads;
  return weightDecay === 0 ? grads : ops._foreachAdd(grads, batch.params, { alpha: weightDecay });
}

export const COMMON = { l1Penalty: 0, maximize: false, weightDecay: 0 };
