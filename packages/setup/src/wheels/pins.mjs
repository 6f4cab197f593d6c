import * as errors from '../report/errors.mjs';

/** @typedef {{ name: string, version: string, sha256: string, bytes: number, keep: string[] }} Wheel */
/** @typedef {{ tags: string[], wheels: Wheel[], unpackedBytes: number }} Platform */
/** @typedef {{ python: string, implementation: string, abi: string, platforms: Record<string, Platform> }} Pins what is fetched, pinned by hash */

/** @type {string} this machine's, as the pins call it */
export const platform = `${process.platform}-${process.arch}`;

/**
 * What is to be fetched on this machine.
 *
 * @param {Pins} pins
 * @returns {Platform}
 * @throws {SetupError} platform-unsupported — where there is no engine for this platform
 */
export function pinned(pins) {
  const found = pins.platforms[platform];
  if (!found) throw errors.unsupportedPlatform(platform, '');
  if (process.platform === 'linux') {
    const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
    const glibc = report.header.glibcVersionRuntime;
    const [major, minor] = (glibc ?? '0.0').split('.').map(Number);
    if (major < 2 || (major === 2 && minor < 28)) {
      throw errors.unsupportedPlatform(platform, glibc ? ` with glibc ${glibc}` : ' with musl');
    }
  }
  return found;
}
