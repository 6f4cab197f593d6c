import { readdirSync, readFileSync } from 'node:fs';

/**
 * What a thread is at: `wants` the machine, whose processor or disk it has or waits for; `stopped` by a signal or a debugger;
 * `waiting` for something that has not happened.
 */
export type ThreadState = 'wants' | 'stopped' | 'waiting';

const STATES: Record<string, ThreadState> = { R: 'wants', D: 'wants', T: 'stopped', t: 'stopped' };

/** What Linux says of a thread; undefined where nothing is said: on other systems, and of threads that are gone. */
export function threadState(pid: number, thread: number): ThreadState | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    return STATES[text.charAt(text.lastIndexOf(')') + 2)] ?? 'waiting'; // a name, which may hold brackets, comes before
  } catch {
    return undefined;
  }
}

/** Whether any thread of a process but one wants the machine; undefined where nothing is said. */
export function anyWants(pid: number, but: number): boolean | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map(Number);
    return threads.some((thread) => thread !== but && threadState(pid, thread) === 'wants');
  } catch {
    return undefined;
  }
}
