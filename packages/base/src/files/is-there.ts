import { statSync } from 'node:fs';

/**
 * Whether a file or folder is there. What lies in a folder that may not be entered, or beyond a file, can't be told: it is the
 * system's error, and not "no".
 *
 * @throws {Error} — the system's, where a folder on the way may not be entered or is a file
 * @example if (!isThere('plan.ts')) throw new Error('There is no plan.ts');
 */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Whether a system's error is about permissions. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
