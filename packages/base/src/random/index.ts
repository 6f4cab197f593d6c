export { type Draws, drawsFor, permutation } from './draws.ts';
export { fisherYates, philox4x32, philoxBlock, purpose, Random } from './philox.ts';
