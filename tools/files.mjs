import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', '.git', '.capstan', 'dist']);

/**
 * All files under a folder that a test accepts, in order of their paths. (`fs.globSync` is not in Node 20.)
 *
 * @param {string} dir
 * @param {RegExp} pattern on the whole path
 * @returns {string[]}
 * @example find('packages', /\.test\.ts$/)
 */
export function find(dir, pattern) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : find(path, pattern);
      return pattern.test(path) ? [path] : [];
    });
}
