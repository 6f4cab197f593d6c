import { fetchNode } from './node/fetch-node.mjs';
import { findNode } from './node/find-node.mjs';
import { findPlace } from './place.mjs';
import { prepare } from './prepare.mjs';
import { duration, say, sayInJson } from './report/output.mjs';

/**
 * Sets up the packages that npm installed into a project: a Node that is new enough, the engine, the addon. What is there
 * already is found in milliseconds.
 *
 * @param {{ from?: readonly string[], env?: NodeJS.ProcessEnv }} [options] from: URLs of files that may see @capstan/torch
 * @returns {Promise<{ node: string, addon: string, torch: string, version: string }>}
 * @throws {SetupError} prerequisites-missing — that names what is missing and how to get it
 * @example await setup({ from: [import.meta.url] });
 */
export async function setup({ from = [], env = process.env } = {}) {
  const started = performance.now();
  const place = findPlace(from);
  const node = findNode([place.torch, ...from], env) ?? (await fetchNode(env));
  const { addon, torch, version } = await prepare(place, { env, node: () => node });
  const took = duration((performance.now() - started) / 1000);
  say(`Capstan is ready after ${took}: libtorch ${version}, for every project of this cache`);
  return { node, addon, torch, version };
}

/**
 * `capstan setup [--json]`: with it every line is JSON, and what is ready is written to standard output.
 *
 * @param {readonly string[]} args
 * @param {() => Promise<{ node: string, addon: string, torch: string, version: string }>} run
 */
export async function setupAsked(args, run) {
  const json = args.includes('--json');
  if (json) sayInJson();
  const { node, addon, torch, version } = await run();
  if (json) console.log(JSON.stringify({ node, addon, torch, version }, null, 2));
  return 0;
}
