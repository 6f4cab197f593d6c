// npm start: the main job on ten thousand handwritten digits, from image files to a served model and what it cost.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../packages/setup/src/cache/paths.mjs';
import { engineDir, pins } from '../packages/setup/src/engine/engine.mjs';
import { main } from '../packages/setup/src/main.mjs';
import { say } from '../packages/setup/src/report/output.mjs';
import { cli } from './capstan.mjs';
import { runNode } from './node.mjs';
import { setup } from './setup.mjs';
import { readStamp } from './workspace/stamp.mjs';
import { packagesInstalled } from './workspace/workspace.mjs';

/**
 * The first line: how long it will take, by what is there already. The figures are of two cores (bench/RESULTS.md).
 *
 * @param {{ ready: boolean, packages: boolean, engine: boolean, objects: boolean }} there
 * @param {number} megabytes of the engine's download
 * @example expected({ ready: true, packages: true, engine: true, objects: true }, 544) // 'About 2 minutes on two cores.'
 */
export function expected({ ready, packages, engine, objects }, megabytes) {
  const job = 'About 2 minutes on two cores';
  if (ready) return `${job}.`;
  const steps = [
    ...(engine ? [] : [`${megabytes} MB are fetched, once`]),
    ...(packages ? [] : ['npm packages are installed']),
    ...(objects ? [] : ['the addon is compiled']),
  ];
  const set = engine && objects ? 'some seconds' : engine ? 'a minute' : '1 to 5 minutes';
  return `${job}, after ${set} of set-up${steps.length > 0 ? `: ${steps.join(', ')}` : ''}.`;
}

/** @param {NodeJS.ProcessEnv} env */
function there(env) {
  const engine = env.CAPSTAN_TORCH !== undefined || existsSync(engineDir(env));
  const objects = existsSync(join(cacheDir(env), 'addon/objects'));
  return { ready: readStamp(env) !== undefined, packages: packagesInstalled(), engine, objects };
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    const args = process.argv.slice(2);
    const wheels = pins.platforms[`${process.platform}-${process.arch}`]?.wheels ?? [];
    const megabytes = Math.round(wheels.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6);
    if (args.length === 0) say(expected(there(process.env), megabytes)); // with fewer digits or epochs it is another job
    return runNode([cli, 'start', ...args], await setup({ quiet: true }));
  });
}
