import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureWritable } from '../cache/ensure-writable.mjs';
import { withLock } from '../cache/lock.mjs';
import { waiting } from '../cache/waiting.mjs';
import * as errors from '../report/errors.mjs';
import { say } from '../report/output.mjs';
import { fetchedNode, findNode, leastNode, nodeHome } from './find-node.mjs';
import { npm } from './npm.mjs';

/**
 * Fetches a Node into the cache, out of the npm package `node`, or finds it fetched.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>} its path
 * @throws {SetupError} node-too-old — where it cannot be had
 */
export async function fetchNode(env = process.env) {
  const home = nodeHome(env);
  ensureWritable(home);
  return withLock(join(home, 'fetch.lock'), () => install(home, env), waiting('the Node'));
}

/**
 * @param {string} home
 * @param {NodeJS.ProcessEnv} env
 */
async function install(home, env) {
  const there = findNode([], env);
  if (there) return there;
  say(`Node ${process.versions.node} is older than ${leastNode}: Node ${fetchedNode} is fetched once into ${home}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const args = ['install', `node@${fetchedNode}`, '--no-audit', '--no-fund', '--loglevel=error', '--no-save'];
  const { stdout, stderr } = await npm([...args, '--ignore-scripts=false'], home, env);
  const node = findNode([], env);
  if (!node) throw errors.noNewNode(process.versions.node, (stderr || stdout).trim().split('\n').slice(-5).join('\n'));
  return node;
}
