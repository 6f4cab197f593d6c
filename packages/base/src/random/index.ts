export { type Draws, drawsFor, permutation } from './draws.ts';
export { fisherYates, philox4x32, purpose, Random } from './philox.ts';
