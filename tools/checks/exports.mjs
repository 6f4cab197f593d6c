import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { find } from '../files.mjs';
import { codeOnly } from './sources.mjs';

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) ([A-Za-z_$][\w$]*)/gm;

/**
 * Names that two files of a package in different folders declare and export: one name means one thing. Files of one folder
 * may share one, as the commands' `command` or the steps of a list do; overloads count once; a file that is exported as a
 * namespace gives its names with it.
 *
 * @param {import('./sources.mjs').Source[]} sources
 * @returns {string[]}
 */
export function doubled(sources) {
  /** @type {Map<string, Set<string>>} */
  const places = new Map();
  const spaces = namespaces(sources);
  for (const { path, text } of sources) {
    const name = /^packages\/([^/]+)\/src\//.exec(path)?.[1];
    if (!name || path.includes('/testing/')) continue;
    for (const match of text.matchAll(declaration)) {
      const space = spaces.get(path) ?? spaces.get(`${path} ${match[1]}`) ?? '';
      const key = `${name} ${space}${match[1]}`;
      places.set(key, (places.get(key) ?? new Set()).add(path));
    }
  }
  return [...places]
    .filter(([, paths]) => new Set([...paths].map((path) => dirname(path))).size > 1)
    .map(
      ([key, paths]) => `${key}: ${[...paths].map((path) => path.replace(/^packages\/[^/]+\/src\//, '')).join(', ')}`,
    );
}

/**
 * Files of which only the namespace is exported, and `file name` for what such a file takes from another, with the namespace:
 * they are called by both.
 *
 * @param {import('./sources.mjs').Source[]} sources
 */
function namespaces(sources) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const at = (/** @type {string} */ path, /** @type {string} */ from) =>
    join(dirname(path), from).replaceAll('\\', '/');
  for (const { path, text } of sources)
    for (const [, name, from] of text.matchAll(/^export \* as (\w+) from '(\.[^']+)';/gm))
      found.set(at(path, from), `${name}.`);
  for (const { path, text } of sources.filter((each) => found.has(each.path)))
    for (const [, names, from] of text.matchAll(/^export \{([^}]*)\} from '(\.[^']+)';/gm))
      for (const [name] of names.matchAll(/\w+/g)) found.set(`${at(path, from)} ${name}`, String(found.get(path)));
  return found;
}

const value = /^export (?:async )?(?:function\*?|const|let|class) ([A-Za-z_$][\w$]*)/gm;

const isTest = /\.(test|long)\.\w+$/;
/** How a list in a test names what it imports: 'models/src/files/card.ts cardSchema'. */
const inFile = /'[\w./-]+\.ts [\w$.]+'/g;

/**
 * Functions, classes and constants that nobody names outside the file that makes them: not another file of the checkout, not documentation. Types are
 * exported for the signatures that they stand in.
 *
 * @param {import('./sources.mjs').Source[]} sources
 * @param {string} checkout
 * @returns {string[]}
 */
export function unused(sources, checkout) {
  const all = ['packages', 'tools', 'bench', 'examples', 'solutions', 'docs', 'README.md'].flatMap((dir) =>
    dir.endsWith('.md')
      ? [join(checkout, dir)].filter((path) => existsSync(path))
      : find(join(checkout, dir), /\.(ts|mts|mjs|md)$/),
  );
  /** @type {Map<string, Set<string>>} */
  const users = new Map();
  for (const path of all) {
    const text = readFileSync(path, 'utf8');
    const from = relative(checkout, path).replaceAll('\\', '/');
    const quoted = [/`[^`]*`/g, ...(isTest.test(path) ? [inFile] : [])].flatMap((pattern) => [
      ...text.matchAll(pattern),
    ]);
    const words = path.endsWith('.md') ? text : [codeOnly(text), ...quoted.map(([whole]) => whole)].join(' ');
    for (const [word] of words.matchAll(/[A-Za-z_$][\w$]*/g)) users.set(word, (users.get(word) ?? new Set()).add(from));
  }
  return sources
    .filter(({ path }) => /^packages\/[^/]+\/src\//.test(path))
    .flatMap(({ path, text }) =>
      [...new Set([...text.matchAll(value)].map((match) => match[1]))]
        .filter((name) => [...(users.get(name) ?? [])].every((user) => user === path))
        .map((name) => `${path}: ${name}`),
    );
}
