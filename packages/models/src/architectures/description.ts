import { type nn, ops } from '@capstan/torch';

/** How to build a model again: the name of its architecture and the options it was called with. */
export interface Description {
  architecture: string;
  options: Readonly<Record<string, unknown>>;
}

// Beside the module and not in it: a module's fields are walked for state.
const descriptions = new WeakMap<object, Description & { versions: number }>();

/** Remembers how `model` was built, and returns it. @example described(new Net(8), 'net', { width: 8 }) */
export function described<M extends nn.Module>(model: M, architecture: string, options: object): M {
  descriptions.set(model, { architecture, options: { ...options }, versions: versions(model) });
  return model;
}

/** How `model` was built, if one of the known architectures built it. @example descriptionOf(resnet18())?.architecture // 'resnet18' */
export function descriptionOf(model: nn.Module): Description | undefined {
  return descriptions.get(model);
}

/** Whether the weights of a known architecture are still those that it was built with. @example isFresh(resnet18()) // true */
export function isFresh(model: nn.Module): boolean {
  return descriptions.get(model)?.versions === versions(model);
}

/** The engine counts every change in place of a tensor; the sum changes when any weight does. */
function versions(model: nn.Module): number {
  return model.parameters().reduce((sum, parameter) => sum + ops._version(parameter), 0);
}
