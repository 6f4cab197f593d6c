import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '@capstan/base/files';
import { DataError } from '../errors.ts';

import { isUnsafe, type TarEntry } from './tar.ts';

/**
 * Writes a tar (ustar), whole or not at all.
 *
 * @throws {DataError} archive-unsafe — for a name that leads out or is longer than 100 bytes
 * @example await writeTar('shard-000.tar', [{ name: '0001.jpg', bytes }, { name: '0001.cls', bytes: Buffer.from('3') }]);
 */
export async function writeTar(path: string, entries: Iterable<TarEntry> | AsyncIterable<TarEntry>): Promise<void> {
  const draft = `${path}.next`;
  try {
    {
      await using file = await open(draft, 'w');
      for await (const { name, bytes } of entries) {
        if (isUnsafe(name) || Buffer.byteLength(name) > 100) {
          throw new DataError('archive-unsafe', `the name ${name} cannot go into a tar`, { file: path });
        }
        await file.writeFile(header(name, bytes.length));
        await file.writeFile(bytes);
        await file.writeFile(Buffer.alloc((512 - (bytes.length % 512)) % 512));
      }
      await file.writeFile(Buffer.alloc(1024));
      await file.sync();
    }
    await rename(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function header(name: string, size: number): Buffer {
  const out = Buffer.alloc(512);
  out.write(name, 0);
  out.write('0000644\x000000000\x000000000\0', 100, 'latin1');
  out.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0        0`, 124, 'latin1');
  out.write('ustar\x0000', 257, 'latin1');
  const sum = out.reduce((total, byte) => total + byte, 0);
  out.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return out;
}
