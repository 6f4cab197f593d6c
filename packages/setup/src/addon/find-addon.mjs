import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointerFile } from '../place.mjs';

/**
 * The addon that set-up made for a copy of @capstan/torch. Reads one small file.
 *
 * @param {string} torch the folder of @capstan/torch
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ addon?: string, hint: string }} addon: absent where there is none; hint: the command that makes one
 * @example const { addon } = findAddon(fileURLToPath(new URL('../..', import.meta.url)));
 */
export function findAddon(torch, env = process.env) {
  const hint = existsSync(join(torch, 'native/sources.json')) ? 'npx capstan setup' : 'npm run setup';
  if (env.CAPSTAN_ADDON) return { addon: env.CAPSTAN_ADDON, hint };
  try {
    const { addon } = JSON.parse(readFileSync(pointerFile(torch, env), 'utf8'));
    return typeof addon === 'string' ? { addon, hint } : { hint };
  } catch {
    return { hint }; // none yet, or cut short
  }
}
