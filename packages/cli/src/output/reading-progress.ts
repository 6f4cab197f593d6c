/** Counts pictures as they are read, in a terminal only. */
export function readingProgress(
  screen: NodeJS.WriteStream,
  what = 'pictures',
): (progress: { done: number; total: number }) => void {
  let drawn = 0;
  return ({ done, total }) => {
    if (!screen.isTTY) return;
    if (done >= total) {
      screen.write('\r\x1b[2K');
    } else if (performance.now() - drawn > 80) {
      drawn = performance.now();
      screen.write(`\r\x1b[2KReading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${what}`);
    }
  };
}
