import { run } from '../cache/run.mjs';

/**
 * Loads an addon once, in a process of its own: symbols that the engine lacks, an addon of another engine, platform or
 * Node-API show only then.
 *
 * @param {string} addon
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} why it does not load
 */
export async function tryLoading(addon, node, env) {
  const program = 'process.dlopen({ exports: {} }, process.argv[1], os.constants.dlopen.RTLD_NOW)';
  const { code, stderr } = await run(node, ['-e', program, addon], { env });
  return code === 0 ? undefined : (/^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim()) || `it ended Node with ${code}`;
}
