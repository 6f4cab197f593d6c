/** @internal Marks modules, which stand above what helps them. */
export const MODULE: unique symbol = Symbol('module');

/** @internal What the helpers of modules need of one. */
export interface ModuleLike {
  readonly [MODULE]: true;
  extraRepr(): string;
  expects(...args: unknown[]): string | undefined;
  namedChildren(): [string, ModuleLike][];
  namedModules(): [string, ModuleLike][];
}

/** @internal Whether a value is a module. */
export const isModuleLike = (value: unknown): value is ModuleLike => typeof value === 'function' && MODULE in value;
