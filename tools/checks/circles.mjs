import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { find } from '../files.mjs';

// Statements begin a line, so the imports that comments and examples in them show are not taken for real ones.
const statement = /^[ \t]*(?:import|export)\s(?:[^'"`;]*?\bfrom\s*)?['"](\.[^'"]+)['"]/gm;

/** What torch's tensor.ts and the methods generated for it say of each other. @param {string[]} files */
const allowed = (files) =>
  files.every((path) => path.startsWith('packages/torch/')) && files.some((path) => path.includes('/generated/'));

/**
 * Circles of imports between files of a package, imports of types among them; each as the files in it.
 *
 * @param {string} checkout
 * @returns {string[][]}
 */
export function circles(checkout) {
  const files = find(join(checkout, 'packages'), /(?<!\.test|\.d)\.(ts|mjs)$/);
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const path of files) {
    const targets = [...readFileSync(path, 'utf8').matchAll(statement)].map((match) =>
      resolve(dirname(path), match[1]),
    );
    graph.set(
      path,
      targets.filter((target) => existsSync(target)),
    );
  }
  return components(graph)
    .map((group) => group.map((path) => relative(checkout, path).replaceAll('\\', '/')).sort())
    .filter((group) => !allowed(group));
}

/**
 * Tarjan's strongly connected components, of more than one file.
 *
 * @param {Map<string, string[]>} graph
 */
function components(graph) {
  /** @type {Map<string, { index: number, low: number, on: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const found = [];
  /** @param {string} node */
  const visit = (node) => {
    const own = { index: seen.size, low: seen.size, on: true };
    seen.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const other = seen.get(next);
      if (!other) own.low = Math.min(own.low, visit(next).low);
      else if (other.on) own.low = Math.min(own.low, other.index);
    }
    if (own.low === own.index) {
      const group = stack.splice(stack.indexOf(node));
      for (const each of group) /** @type {{ on: boolean }} */ (seen.get(each)).on = false;
      if (group.length > 1) found.push(group);
    }
    return own;
  };
  for (const node of graph.keys()) if (!seen.has(node)) visit(node);
  return found;
}
