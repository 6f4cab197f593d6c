// The only list of kinds of offers: the union type, a plan's schema, the ways of a verdict and the docs follow from it.
export { block } from './block.ts';
export { credit } from './credit.ts';
export { grant } from './grant.ts';
export { onDemand } from './on-demand.ts';
export { ownedOffer } from './owned.ts';
export { reserved } from './reserved.ts';
export { spot } from './spot.ts';
