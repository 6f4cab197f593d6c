import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all: beside its place, to the disk, then over what was there.
 * @throws {Error} ENOSPC — where the disk is full, and the system's other errors; what was there before stays
 * @example await replaceFile('report.html', page);
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.next`;
  try {
    await writeSynced(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {}); // the first error says more
    throw error;
  }
  syncFolder(dirname(path));
}

/** Writes a file and waits until it is on the disk. @example await writeSynced('card.json.next', json); */
export async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  await using file = await open(path, 'w');
  await file.writeFile(content);
  await file.sync();
}

/** Waits until a file that something else wrote is on the disk. @example syncFile('rows.parquet.next'); */
export function syncFile(path: string): void {
  const handle = openSync(path, 'r+'); // Windows refuses to sync what was opened for reading
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Puts a folder's names on the disk: a rename is safe only after it. @example syncFolder('runs/3f2a'); */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // a folder can't be opened there, and NTFS journals the rename
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
