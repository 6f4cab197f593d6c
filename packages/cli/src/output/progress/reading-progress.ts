import type { Progress } from '@capstan/base';
import type { Context } from '../../commands/contract.ts';
import { jsonLines } from './json-lines.ts';

/** Counts what is read: in a terminal in one line that stays, with `--json` in lines of JSON. */
export function readingProgress({ err, flags }: Pick<Context, 'err' | 'flags'>): (progress: Progress) => void {
  if (flags.json) {
    const say = jsonLines(err);
    return ({ done, total, unit }) => say({ kind: 'read', unit, done, total });
  }
  let drawn = 0;
  return ({ done, total, unit }) => {
    if (!err.isTTY) return;
    if (done >= total) {
      err.write('\r\x1b[2K');
    } else if (performance.now() - drawn > 80) {
      drawn = performance.now();
      const line = `Reading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`;
      err.write(`\r\x1b[2K${line.slice(0, (err.columns ?? 80) - 1)}`); // a line that wraps is not drawn over
    }
  };
}
