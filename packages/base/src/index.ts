// @capstan/base: what every package stands on. Loads in a browser; files are in @capstan/base/files.
export * from './devices/index.ts';
export * from './errors/index.ts';
export * from './limits/index.ts';
export * from './options/index.ts';
export * from './progress/index.ts';
export * from './random/index.ts';
export * from './schema/index.ts';
export * from './statistics/index.ts';
export * from './text/index.ts';
