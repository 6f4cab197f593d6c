export * from './beta.ts';
export * from './elementary.ts';
export * from './gamma.ts';
export * from './invert.ts';
export * from './normal.ts';
export { quantile } from './quantile.ts';
