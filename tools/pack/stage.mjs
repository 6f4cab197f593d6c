import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { find } from '../files.mjs';
import { root } from '../workspace/root.mjs';
import { manifest } from './manifest.mjs';
import { reachable } from './reachable.mjs';

/** Files beside code that the code reads when it runs. */
const assets = /\.(wasm|html|css|svg|json|py)$/;

/**
 * Lays out one package as it is published: what its entry points lead to, what that reads, native sources, README, licence.
 *
 * @param {string} name
 * @param {string} emitted where tsc put the package's files
 * @param {string} stage
 * @param {import('./manifest.mjs').Workspace} workspace
 * @returns {string[]} what is wrong
 */
export function stagePackage(name, emitted, stage, workspace) {
  const folder = join(root, 'packages', name);
  const source = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const problems = Object.entries(source.dependencies ?? {})
    .filter(([each, version]) =>
      each.startsWith('@capstan/') ? version !== workspace.version : /[\^~*<>x ]/.test(version),
    )
    .map(([each, version]) => `packages/${name}: ${each} is ${version}; an exact version is wanted`);
  if (source.version !== workspace.version)
    problems.push(`packages/${name} is ${source.version}, not ${workspace.version}`);

  rmSync(stage, { recursive: true, force: true });
  copyAssets(folder, stage);
  const about = manifest(source, { folder: `packages/${name}`, files: [], workspace });
  const entries = Object.values(about.exports).flatMap((each) =>
    typeof each === 'string' ? [] : [each.default, each.types],
  );
  const all = [...entries, ...Object.values(about.bin ?? {})].map((path) => join(emitted, path));
  problems.push(
    ...all.filter((path) => !existsSync(path)).map((path) => `packages/${name}: no ${relative(emitted, path)}`),
  );
  for (const path of reachable(all)) {
    const to = join(stage, relative(emitted, path));
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
  }
  if (existsSync(join(folder, 'native'))) cpSync(join(folder, 'native'), join(stage, 'native'), { recursive: true });
  copyFileSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  copyFileSync(join(folder, 'README.md'), join(stage, 'README.md'));
  problems.push(...leftovers(stage).map((each) => `packages/${name}: ${each}`));
  return problems;
}

/**
 * Writes the manifest, once everything else is in the folder.
 *
 * @param {string} name
 * @param {string} stage
 * @param {import('./manifest.mjs').Workspace} workspace
 */
export function writeManifest(name, stage, workspace) {
  const source = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const files = readdirSync(stage).filter((each) => statSync(join(stage, each)).isDirectory());
  const about = manifest(source, { folder: `packages/${name}`, files, workspace });
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}

/** @param {string} folder @param {string} stage */
function copyAssets(folder, stage) {
  for (const dir of ['src', 'generated']) {
    for (const path of find(join(folder, dir), assets)) {
      if (/[\\/](testing|fixtures)[\\/]/.test(path)) continue;
      const to = join(stage, relative(folder, path));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(path, to);
    }
  }
}

/** JavaScript that still names a TypeScript file beside it would fail when it runs. @param {string} stage */
function leftovers(stage) {
  return find(stage, /\.m?js$/).flatMap((path) => {
    const named = [...readFileSync(path, 'utf8').matchAll(/['"](\.{1,2}\/[^'"\n]+\.ts)['"]/g)];
    return named
      .filter((match) => existsSync(join(dirname(path), match[1].replace(/\.ts$/, '.js'))))
      .map((match) => `${relative(stage, path)} names ${match[1]}`);
  });
}
