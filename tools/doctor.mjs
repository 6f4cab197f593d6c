// npm run doctor: what is found, what is missing and how to get it. With --json it prints the findings as data.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../packages/setup/src/cache/run.mjs';
import { doctor, found, missing } from '../packages/setup/src/doctor.mjs';
import { main } from '../packages/setup/src/main.mjs';
import { root } from './workspace/root.mjs';
import { node26, packagesInstalled } from './workspace/workspace.mjs';

/** @typedef {import('../packages/setup/src/doctor.mjs').Finding} Finding */

const byHand = 'npm run setup';

/** @returns {Finding} */
function packages() {
  const name = 'npm packages';
  if (packagesInstalled()) return found(name, 'as package-lock.json says');
  const detail = existsSync(join(root, 'node_modules')) ? 'not as package-lock.json says' : 'not installed';
  return missing(name, detail, byHand);
}

/** @returns {Promise<Finding>} */
async function workspaceNode() {
  const name = 'Node 26';
  if (!existsSync(node26)) return missing(name, 'not installed', byHand);
  const { code, stdout, stderr } = await run(node26, ['--version']);
  return code === 0
    ? found(name, stdout.trim().slice(1))
    : missing(name, `does not run: ${stderr.trim()}`, 'npm rebuild node');
}

await main(async () => {
  const node = existsSync(node26) ? node26 : process.execPath;
  return doctor(process.argv.slice(2), [], { beside: [packages(), await workspaceNode()], node });
});
