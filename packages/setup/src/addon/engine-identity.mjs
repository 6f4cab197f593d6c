import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which engine it is: two builds of one version may differ, so its commit belongs to it.
 *
 * @param {import('../engine/engine.mjs').Engine} engine
 */
export function engineIdentity({ torch, version }) {
  return `${version} ${/^git_version *= *'([^']+)'/m.exec(readFileSync(join(torch, 'version.py'), 'utf8'))?.[1]}`;
}
