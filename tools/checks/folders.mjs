import { dirname } from 'node:path';

/** The most source files that lie loose in one folder. Tests lie beside what they test and are not counted. */
export const mostLoose = 15;

/**
 * @param {import('./sources.mjs').Source[]} sources
 * @returns {string[]} folders with too many, and how many
 * @example crowded(sources(root)) // ['packages/data/src: 51']
 */
export function crowded(sources) {
  /** @type {Map<string, number>} */
  const count = new Map();
  for (const { path } of sources) count.set(dirname(path), (count.get(dirname(path)) ?? 0) + 1);
  return [...count].filter(([, files]) => files > mostLoose).map(([folder, files]) => `${folder}: ${files}`);
}
