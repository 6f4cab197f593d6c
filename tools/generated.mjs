// Runs every generator with --check: what is committed must be what the generator writes.
// A generator is packages/<name>/tools/generate*.ts (or .mjs); with --check it writes nothing and exits 1 when stale.
import { relative } from 'node:path';
import { run } from '../packages/setup/src/cache/run.mjs';
import { pins } from '../packages/setup/src/engine/engine.mjs';
import { say } from '../packages/setup/src/report/output.mjs';
import { find } from './files.mjs';
import { root } from './workspace/root.mjs';

/** The generators of the checkout. */
export function generators(checkout = root) {
  return find(`${checkout}/packages`, /[\\/]tools[\\/]generate[\w-]*\.(ts|mjs)$/);
}

/**
 * @param {import('./workspace/stamp.mjs').Ready} ready
 * @param {string} [checkout]
 * @returns {Promise<string[]>} what is stale and how to renew it
 */
export async function staleFiles(ready, checkout = root) {
  if (ready.version.split('+')[0] !== pins.torch) {
    say(`      generated for libtorch ${pins.torch}, so not compared with what ${ready.version} would give`);
    return [];
  }
  const stale = [];
  for (const path of generators(checkout)) {
    const env = { ...process.env, CAPSTAN_ADDON: ready.addon };
    const { code, stdout, stderr } = await run(ready.node, [path, '--check'], { cwd: checkout, env });
    if (code === 0) continue;
    const name = relative(checkout, path);
    stale.push(`${(stderr || stdout).trim()}\n  ${name} --check failed; to renew: npm run node -- ${name}`);
  }
  return stale;
}
