import { join } from 'node:path';
import type { FetchProgress } from '@capstan/data/table';
import { cacheDir } from '@capstan/setup';
import type { Context } from '../../commands/contract.ts';
import { jsonLines } from './json-lines.ts';

/** How a command downloads a table: what came of a try that failed stays in the cache, and why it waits is said. */
export function downloading({ err, flags }: Pick<Context, 'err' | 'flags'>): {
  downloads: string;
  onDownload: (progress: FetchProgress) => void;
} {
  const downloads = join(cacheDir(), 'downloads');
  if (flags.json) {
    const say = jsonLines(err);
    return { downloads, onDownload: (progress) => say({ kind: 'download', ...progress }) };
  }
  const live = err.isTTY === true;
  const clear = live ? '\r\x1b[2K' : '';
  let drawn = 0;
  return {
    downloads,
    onDownload({ done, total, waiting }) {
      if (waiting !== undefined) err.write(`${clear}Download: ${waiting}; trying again. Ctrl-C stops.\n`);
      else if (!live) return;
      else if (done === total) err.write(clear);
      else if (performance.now() - drawn > 80) {
        drawn = performance.now();
        err.write(`${clear}Downloading ${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`);
      }
    },
  };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
