/** @typedef {string | { [condition: string]: Target }} Target */
/** @typedef {{ name: string, version: string, description: string, license: string, exports: Record<string, Target>, bin?: Record<string, string>, engines?: object, dependencies?: Record<string, string>, sideEffects?: boolean | string[] }} Manifest */
/** @typedef {{ version: string, repository?: string | { type: string, url: string }, engines?: object }} Workspace */

/**
 * What a published package says of itself: JavaScript in place of TypeScript, types for every entry point.
 *
 * @param {Manifest} source packages/<name>/package.json
 * @param {{ folder: string, files: string[], workspace: Workspace }} about folder: from the root; files: what is in it
 * @example manifest(source, { folder: 'packages/torch', files: ['src'], workspace })
 */
export function manifest(source, { folder, files, workspace }) {
  const { name, version, description, license, bin, sideEffects = true, dependencies = {} } = source;
  const { repository } = workspace;
  const url = typeof repository === 'string' ? repository : repository?.url;
  return {
    name,
    version,
    description,
    license,
    ...(url ? { repository: { type: 'git', url, directory: folder } } : {}),
    type: 'module',
    exports: /** @type {Record<string, string | { types: string, default: string }>} */ ({
      ...entryPoints(source.exports),
      './package.json': './package.json',
    }),
    ...(bin
      ? { bin: Object.fromEntries(Object.entries(bin).map(([key, path]) => [key, path.replace(/^\.\//, '')])) }
      : {}),
    files: [...files].sort(),
    sideEffects,
    engines: source.engines ?? { node: '>=24.4' },
    dependencies,
    // npm can attest where a package comes from only where it says which repository that is.
    publishConfig: { access: 'public', ...(url ? { provenance: true } : {}) },
  };
}

/** @param {Record<string, Target>} entries @returns {Record<string, { types: string, default: string }>} */
function entryPoints(entries) {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([key]) => key !== './package.json')
      .map(([key, target]) => {
        const types = leaf(target, 'types').replace(/\.(m?)[jt]s$/, '.d.$1ts');
        return [key, { types, default: leaf(target, 'default').replace(/\.ts$/, '.js') }];
      }),
  );
}

/** @param {Target} target @param {string} condition @returns {string} */
function leaf(target, condition) {
  if (typeof target === 'string') return target;
  return leaf(target[condition] ?? target.default ?? Object.values(target)[0], condition);
}
