import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the folder of an addon in the cache, whole or not at all: `make` writes capstan_torch.node into a folder that has a
 * link `lib` to the engine's libraries, and it gets its name when it is done.
 *
 * @param {string} cache
 * @param {string} key the folder's name
 * @param {import('../engine/engine.mjs').Engine} engine
 * @param {(dir: string) => Promise<void>} make
 * @returns {Promise<string>} the addon
 */
export async function placeAddon(cache, key, { torch }, make) {
  const [temp, dir] = [join(cache, `.tmp-${process.pid}-${randomUUID().slice(0, 8)}`), join(cache, key)];
  const addon = join(dir, 'capstan_torch.node');
  mkdirSync(temp, { recursive: true });
  try {
    if (process.platform !== 'win32') symlinkSync(join(torch, 'lib'), join(temp, 'lib'));
    await make(temp);
    try {
      renameSync(temp, dir);
    } catch {
      if (!existsSync(addon)) {
        rmSync(dir, { recursive: true, force: true }); // something half-done of an older version
        renameSync(temp, dir);
      } // else another set-up was faster, with the same
    }
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
  return addon;
}
