import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A place in a file that a user wrote. */
export interface UserPlace {
  /** From the current folder. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

// Where the packages lie: packages/ in a checkout, node_modules/@capstan elsewhere.
const ours = pathToFileURL(join(import.meta.dirname, '../../..', '/')).href;

/**
 * The innermost place of an error's stack that lies in a file of the user's own: not in Node, an installed package or one of ours.
 *
 * @example userPlace(new Error('x')) // { file: 'capstan.config.ts', line: 3, column: 7 }
 */
export function userPlace(error: Error): UserPlace | undefined {
  for (const line of (error.stack ?? '').split('\n')) {
    const place = placeOfFrame(line);
    if (place) return place;
  }
  return undefined;
}

/** The place that a line of a stack names, where it is one of the user's own. */
export function placeOfFrame(frame: string): UserPlace | undefined {
  const [, named, line, column] = /^\s+at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).+?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
  if (named === undefined) return undefined;
  const url = named.startsWith('file:') ? named : pathToFileURL(named).href;
  if (url.startsWith(ours) || url.includes('/node_modules/')) return undefined;
  const file = relative(process.cwd(), fileURLToPath(url)); // a query behind it, as ?v=2, is no part of the path
  return { file, line: Number(line), column: Number(column) };
}
