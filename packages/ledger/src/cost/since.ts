/** A moment from which a process's time is booked. */
export interface Since {
  /** Of `performance.now()`, in ms. */
  readonly time: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** The beginning of this process: for a command whose whole time belongs to one run. */
export const processStart: Since = { time: 0, cpu: { user: 0, system: 0 } };

/**
 * This moment, to book what a run took before it could be started, such as reading its data.
 *
 * @example
 * const since = now();
 * const data = await openImages(source);
 * using run = ledger.start({ name: 'digits', kind: 'train', device: 'cpu', params: {}, since });
 */
export function now(): Since {
  return { time: performance.now(), cpu: process.cpuUsage() };
}
