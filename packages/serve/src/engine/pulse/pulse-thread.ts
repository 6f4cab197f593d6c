// The engine's pulse, on a thread of its own: every quarter of a second the processor time that the whole process has
// used, and this thread's number, as little-endian doubles on file descriptor 4. It goes on while a batch computes, stops
// with a process that is stopped, and shows whether a long computation gets on.
import { readlinkSync, writeSync } from 'node:fs';
import { PULSE_BYTES, PULSE_EVERY, PULSE_FD } from './pulse.ts';

const beat = new DataView(new ArrayBuffer(PULSE_BYTES));
beat.setFloat64(8, ownNumber(), true);
const timer = setInterval(() => {
  const { user, system } = process.cpuUsage();
  beat.setFloat64(0, user + system, true);
  try {
    writeSync(PULSE_FD, beat);
  } catch {
    clearInterval(timer); // nobody listens any more: the server is gone, and the channel will say so
  }
}, PULSE_EVERY);

/** This thread's, as Linux counts; 0 elsewhere. */
function ownNumber(): number {
  try {
    return Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0] ?? 0);
  } catch {
    return 0;
  }
}
