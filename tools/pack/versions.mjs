import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace/root.mjs';

/**
 * What stands against calling all of a checkout by one version: a manifest or the lock file with another, a package that wants
 * another of its siblings, a changelog whose first heading names another.
 *
 * @param {string} [checkout]
 * @returns {string[]} in words
 */
export function versionProblems(checkout = root) {
  const read = (/** @type {string} */ path) => JSON.parse(readFileSync(join(checkout, path), 'utf8'));
  const { version } = read('package.json');
  const names = readdirSync(join(checkout, 'packages')).sort();
  const manifests = names.map((name) => ({
    path: `packages/${name}/package.json`,
    ...read(`packages/${name}/package.json`),
  }));
  const locked = read('package-lock.json').packages;
  const [, heading = 'none'] =
    /^## +(\S+?),?(?:\s|$)/m.exec(readFileSync(join(checkout, 'CHANGELOG.md'), 'utf8')) ?? [];
  /** @type {[place: string, found: string][]} */
  const places = [
    ...manifests.map((each) => /** @type {[string, string]} */ ([each.path, each.version])),
    ...manifests.flatMap(({ path, dependencies = {} }) =>
      Object.entries(dependencies)
        .filter(([name]) => name.startsWith('@capstan/'))
        .map(([name, wanted]) => /** @type {[string, string]} */ ([`${path}, ${name}`, wanted])),
    ),
    ...['', ...names.map((name) => `packages/${name}`)].map(
      (key) => /** @type {[string, string]} */ ([`package-lock.json, '${key}'`, locked[key]?.version ?? 'none']),
    ),
    ['the first heading of CHANGELOG.md', heading],
  ];
  return places
    .filter(([, found]) => found !== version)
    .map(([place, found]) => `package.json says ${version}, ${place} ${found}`);
}

/** Whether the changelog still calls its first version unreleased. @param {string} [checkout] */
export function isUnreleased(checkout = root) {
  const [, heading = ''] = /^## +(.+)$/m.exec(readFileSync(join(checkout, 'CHANGELOG.md'), 'utf8')) ?? [];
  return /unreleased/.test(heading);
}
