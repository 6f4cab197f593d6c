// What tsc makes of the packages: JavaScript with source maps and declarations, the tree as it is.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../packages/setup/src/cache/run.mjs';
import { find } from '../files.mjs';
import { root } from '../workspace/root.mjs';

const entries = ['src', 'generated', 'bin'].flatMap((dir) => [
  `packages/*/${dir}/**/*.ts`,
  `packages/*/${dir}/**/*.mjs`,
]);

/**
 * Emits every package into a folder.
 *
 * @param {string} out
 * @returns {Promise<string[]>} what the compiler complains of
 */
export async function emit(out) {
  const config = join(root, '.capstan/tsconfig.pack.json');
  const options = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      noEmitOnError: true,
      rootDir: '../packages',
      outDir: out,
      declaration: true,
      sourceMap: true,
      inlineSources: true,
      rewriteRelativeImportExtensions: true,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: entries.map((entry) => `../${entry}`),
    exclude: ['../**/node_modules', '../**/*.test.ts', '../**/*.test.mjs', '../packages/*/tools'],
  };
  writeFileSync(config, JSON.stringify(options));
  const { code, stdout, stderr } = await run(join(root, 'node_modules/.bin/tsc'), ['--pretty', 'false', '-p', config]);
  rmSync(config, { force: true });
  if (code !== 0) return `${stdout}${stderr}`.trim().split('\n');
  for (const path of find(out, /\.m?js$|\.d\.m?ts$/)) {
    const text = readFileSync(path, 'utf8');
    const changed = pointAtJavaScript(text);
    if (changed !== text) writeFileSync(path, changed);
  }
  return [];
}

/**
 * tsc rewrites the specifiers of JavaScript's imports; those of declarations, and the workers and children that `new URL`
 * names, are still TypeScript's.
 *
 * @param {string} text
 * @example pointAtJavaScript("new URL('./worker.ts', import.meta.url)") // "new URL('./worker.js', import.meta.url)"
 */
export function pointAtJavaScript(text) {
  return text
    .replace(/(\bnew URL\(\s*(['"])\.{1,2}\/[^'"]+)\.ts(?=\2\s*,\s*import\.meta\.url)/g, '$1.js')
    .replace(/((?:\bfrom|\bimport|\bimport\(|\bmodule)\s*(['"])\.{1,2}\/[^'"\n]+?)(?<!\.d)\.ts(?=\2)/g, '$1.js');
}
