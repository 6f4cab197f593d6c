// Checks the order of the packages: each imports only from those above it, through their entry points, and declares
// what it imports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { find } from './files.mjs';
import { root } from './workspace/root.mjs';

/** From the ground up: a package may import from those before it. */
export const order = [
  'base',
  'setup',
  'trees',
  'torch',
  'data',
  'models',
  'ledger',
  'page',
  'evaluate',
  'train',
  'serve',
  'capital',
  'studio',
  'cli',
];

const scope = '@capstan/';

// Statements begin a line, so the imports that comments and examples in them show are not taken for real ones.
const statement = /^[ \t]*(?:import|export)\s(?:[^'"`;]*?\bfrom\s*)?['"]([^'"]+)['"]/gm;
const dynamic = /^(?![ \t]*(?:\*|\/\/|\/\*)).*?\bimport\(\s*['"]([^'"]+)['"]/gm;

/**
 * Every breach of the order in a checkout, in words; empty when there is none.
 *
 * @param {string} [checkout]
 * @returns {string[]}
 * @example importProblems() // ['packages/torch/src/x.ts imports @capstan/train, which stands below torch']
 */
export function importProblems(checkout = root) {
  const packages = readdirSync(join(checkout, 'packages')).filter((name) =>
    existsSync(join(checkout, 'packages', name, 'package.json')),
  );
  const strange = packages.filter((name) => !order.includes(name));
  return [
    ...strange.map((name) => `packages/${name} has no place in the order of packages (tools/imports.mjs)`),
    ...packages.filter((name) => order.includes(name)).flatMap((name) => packageProblems(checkout, name)),
  ];
}

/**
 * @param {string} checkout
 * @param {string} name
 */
function packageProblems(checkout, name) {
  const dir = join(checkout, 'packages', name);
  const declared = Object.keys(manifest(dir).dependencies ?? {});
  const late = declared.filter((each) => each.startsWith(scope) && !above(each.slice(scope.length), name));
  return [
    ...late.map((each) => `packages/${name}/package.json depends on ${each}, which does not stand above ${name}`),
    ...find(dir, /\.(ts|tsx|mts|mjs|js)$/).flatMap((path) =>
      specifiers(readFileSync(path, 'utf8')).flatMap((specifier) => {
        const problem = importProblem(checkout, name, path, specifier, declared);
        return problem ? [`${relative(checkout, path)} imports ${specifier}, ${problem}`] : [];
      }),
    ),
  ];
}

/** @param {string} text */
function specifiers(text) {
  return [...text.matchAll(statement), ...text.matchAll(dynamic)].map((match) => match[1]);
}

/**
 * @param {string} checkout
 * @param {string} name the importing package
 * @param {string} path
 * @param {string} specifier
 * @param {string[]} declared
 * @returns {string | undefined}
 */
function importProblem(checkout, name, path, specifier, declared) {
  if (specifier.startsWith('.')) {
    const dir = join(checkout, 'packages', name) + sep;
    return resolve(dirname(path), specifier).startsWith(dir) ? undefined : 'which lies outside its package';
  }
  if (specifier.startsWith('node:')) return undefined;
  if (isBuiltin(specifier)) return `write node:${specifier}`;
  if (specifier.startsWith(scope)) return scopedProblem(checkout, name, path, specifier.slice(scope.length), declared);
  const target = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (declared.includes(target) || outside(path)) return undefined;
  return `which packages/${name}/package.json does not declare`;
}

/**
 * @param {string} checkout
 * @param {string} name
 * @param {string} path
 * @param {string} specifier without the scope
 * @param {string[]} declared
 */
function scopedProblem(checkout, name, path, specifier, declared) {
  const [target, ...rest] = specifier.split('/');
  if (target !== name && !above(target, name)) return `which does not stand above ${name}`;
  const entries = manifest(join(checkout, 'packages', target)).exports ?? {};
  if (rest.length > 0 && !(`./${rest.join('/')}` in entries)) return `which is no entry point of ${scope}${target}`;
  if (target === name || declared.includes(scope + target) || outside(path)) return undefined;
  return `which packages/${name}/package.json does not declare`;
}

/** @param {string} a @param {string} b */
function above(a, b) {
  return order.includes(a) && order.indexOf(a) < order.indexOf(b);
}

/** Tests and a package's own tools may use what the workspace's root declares. @param {string} path */
function outside(path) {
  return /\.test\.\w+$/.test(path) || path.includes(`${sep}tools${sep}`);
}

/** @param {string} dir @returns {{ dependencies?: Record<string, string>, exports?: Record<string, unknown> }} */
function manifest(dir) {
  const path = join(dir, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

if (process.argv[1] === import.meta.filename) {
  const problems = importProblems();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
