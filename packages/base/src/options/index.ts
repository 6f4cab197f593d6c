export * as kinds from './kind.ts';
export { type Kind, refusal } from './kind.ts';
export { checkOptions, type Fail, type Given, type OptionFault, readOptions, type Shape } from './read-options.ts';
