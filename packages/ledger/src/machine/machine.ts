import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What a run ran on, without the machine's or the user's name. */
export interface Machine {
  os: string;
  arch: string;
  cpu: string;
  cores: number;
  memoryBytes: number;
}

/**
 * Describes this machine for the record of a run; no host name, user name or address is in it.
 *
 * @example
 * machine()   // { os: 'linux 6.8', arch: 'x64', cpu: 'AMD EPYC 7B13', cores: 2, memoryBytes: 25_000_000_000 }
 */
export function machine(): Machine {
  return {
    os: `${platform()} ${release().split('.').slice(0, 2).join('.')}`,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
