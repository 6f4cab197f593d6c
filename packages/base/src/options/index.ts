export { isPlain } from './is-plain.ts';
export * as kinds from './kind.ts';
export { type Kind, refusal } from './kind.ts';
export {
  type CallFault,
  callErrors,
  callFaults,
  checkOptions,
  type Fail,
  type Given,
  readOptions,
  type Shape,
} from './read-options.ts';
