import { readFileSync } from 'node:fs';

// as: our own file
const { version: own } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** This package's version. */
export const version = own;
