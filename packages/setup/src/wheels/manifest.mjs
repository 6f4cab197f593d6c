import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ files: Record<string, { bytes: number, sha256: string }> }} Files what was unpacked, by its path in the folder */

/**
 * What `fetchWheels` wrote down beside the files that it unpacked.
 *
 * @template {Files} M
 * @param {string} dir
 * @returns {M | undefined} undefined where there is none, or none that can be read
 */
export function readManifest(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Compares the files' sizes, which takes no time, with what was written down.
 *
 * @param {string} dir
 * @param {Files} manifest
 * @param {(name: string) => boolean} [leaveOut]
 * @returns {string[]} what is wrong, in words; empty when all is well
 */
export function sizeProblems(dir, { files }, leaveOut = () => false) {
  const problems = [];
  for (const [name, { bytes }] of Object.entries(files)) {
    if (leaveOut(name)) continue;
    const size = statSync(join(dir, name), { throwIfNoEntry: false })?.size;
    if (size !== bytes)
      problems.push(size === undefined ? `${name} is gone` : `${name} has ${size} bytes, not ${bytes}`);
  }
  return problems;
}

/**
 * Reads every file and compares it with what was written down.
 *
 * @param {string} dir
 * @returns {Promise<string[]>} what is wrong, in words; empty when all is well
 */
export async function contentProblems(dir) {
  const manifest = readManifest(dir);
  if (!manifest) return ['manifest.json is missing or unreadable'];
  const problems = [];
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const found = await hashFile(join(dir, name));
    if (found !== sha256) problems.push(found ? `${name} has changed` : `${name} is gone`);
  }
  return problems;
}

/** @param {string} path */
async function hashFile(path) {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
