import type { Progress } from '@capstan/base';

/** Counts what is read, in a terminal only. */
export function readingProgress(screen: NodeJS.WriteStream): (progress: Progress) => void {
  let drawn = 0;
  return ({ done, total, unit }) => {
    if (!screen.isTTY) return;
    if (done >= total) {
      screen.write('\r\x1b[2K');
    } else if (performance.now() - drawn > 80) {
      drawn = performance.now();
      screen.write(`\r\x1b[2KReading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`);
    }
  };
}
