// npm run pack: every package as npm can publish it, in dist/<name>, and as a tarball in dist/tarballs.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../packages/setup/src/main.mjs';
import { npm } from '../packages/setup/src/node/npm.mjs';
import { duration, say } from '../packages/setup/src/report/output.mjs';
import { order } from './imports.mjs';
import { emit } from './pack/emit.mjs';
import { addPrebuilt } from './pack/prebuilt.mjs';
import { stagePackage, writeManifest } from './pack/stage.mjs';
import { versionProblems } from './pack/versions.mjs';
import { setup } from './setup.mjs';
import { root } from './workspace/root.mjs';

/**
 * @param {string} [dist]
 * @returns {Promise<string[]>} the tarballs
 */
export async function pack(dist = join(root, 'dist')) {
  const started = performance.now();
  const ready = await setup({ quiet: true });
  const unlike = versionProblems();
  if (unlike.length > 0) throw new Error(`the packages cannot be packed under one version:\n${unlike.join('\n')}`);
  const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (!workspace.repository) say('no "repository" in package.json: npm cannot attest where the packages come from');
  rmSync(dist, { recursive: true, force: true });
  const [emitted, tarballs] = [join(dist, '.emitted'), join(dist, 'tarballs')];
  mkdirSync(tarballs, { recursive: true });
  const names = order.filter((name) => readdirSync(join(root, 'packages')).includes(name));
  const problems = await emit(emitted);
  if (problems.length === 0) {
    for (const name of names) {
      problems.push(...stagePackage(name, join(emitted, name), join(dist, name), workspace));
      if (name === 'torch') {
        const why = addPrebuilt(join(dist, name), ready);
        if (why) say(`no prebuilt addon: ${why}`);
      }
      writeManifest(name, join(dist, name), workspace);
    }
  }
  if (problems.length > 0) throw new Error(`the packages cannot be packed:\n${problems.join('\n')}`);
  const args = [
    'pack',
    ...names.map((name) => join(dist, name)),
    '--pack-destination',
    tarballs,
    '--ignore-scripts',
    '--silent',
  ];
  const { code, stderr, stdout } = await npm(args, root, process.env);
  if (code !== 0) throw new Error(`npm pack failed: ${stderr || stdout}`);
  rmSync(emitted, { recursive: true, force: true });
  const made = readdirSync(tarballs).sort();
  say(`${made.length} packages in ${tarballs} after ${duration((performance.now() - started) / 1000)}`);
  return made.map((name) => join(tarballs, name));
}

if (process.argv[1] === import.meta.filename) await main(async () => void (await pack()));
