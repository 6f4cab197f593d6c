import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const reference =
  /(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*(['"])(\.{1,2}\/[^'"\n]+)\1|import\.meta\.dirname,\s*(['"])([^'"\n]+\.m?js)\3/g;

/**
 * The files of a folder that its entry points lead to, by imports, workers and declarations.
 *
 * @param {string[]} entries paths of .js files
 * @returns {Set<string>} paths of JavaScript, declarations and whatever else is named
 */
export function reachable(entries) {
  /** @type {Set<string>} */
  const seen = new Set();
  const queue = [...entries];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    seen.add(path);
    if (!/\.m?[jt]s$/.test(path)) continue;
    const declaration = path.replace(/(?<!\.d)\.(m?)js$/, '.d.$1ts');
    if (declaration !== path) queue.push(declaration, `${path}.map`);
    for (const match of readFileSync(path, 'utf8').matchAll(reference)) {
      const target = match[2] ? resolve(dirname(path), match[2]) : join(dirname(path), match[4]);
      queue.push(target);
    }
  }
  return seen;
}
