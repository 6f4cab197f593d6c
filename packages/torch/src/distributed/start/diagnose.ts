import { TorchError } from '../../errors.ts';
import type { ProcessGroup } from '../collectives/process-group.ts';
import { distributedError, isCommunication, plain } from '../errors.ts';

const failed = (group: ProcessGroup, place: number) => `${group.name}/failed/${place}`;

/**
 * @internal Says of a failed collective which ranks stand elsewhere. Each rank that fails leaves word in the store;
 * those of which nothing is heard died, hang, or never made the call.
 */
export async function diagnosed(group: ProcessGroup, op: string, call: number, failure: unknown): Promise<unknown> {
  if (!(failure instanceof TorchError) || !isCommunication(failure) || group._id === 0) return failure;
  const words = `${op}, its collective ${call}`;
  try {
    await group._store.set(failed(group, group.rank), words);
    const silent = await listen(group, Math.min(2000, group.timeoutMs));
    const elsewhere: string[] = [];
    for (const [i, rank] of group.ranks.entries()) {
      if (i === group.rank || silent.includes(rank)) continue;
      const theirs = (await group._store.get(failed(group, i))).toString();
      if (theirs !== words) elsewhere.push(`rank ${rank} stood at ${theirs}`);
    }
    const who =
      silent.length > 0
        ? [`nothing is heard of rank ${silent.join(', ')}: it ended, hangs, or did not make the call`]
        : [];
    return distributedError(
      op,
      `${plain(failure.message.split('\n')[0] ?? '').replace(`${op}: `, '')}; rank ${group.ranks[group.rank]} stood at ${words}; ${[...who, ...elsewhere].join('; ')}`,
      failure.hint,
      failure,
    );
  } catch {
    return distributedError(
      op,
      `${failure.message.split('\n')[0]?.replace(`${op}: `, '')}; the store does not answer either`,
      'rank 0, which serves the store, has ended or cannot be reached: look at the last lines that it printed',
      failure,
    );
  }
}

async function listen(group: ProcessGroup, within: number): Promise<number[]> {
  const end = performance.now() + within;
  for (;;) {
    const silent = await silentRanks(group);
    if (silent.length === 0 || performance.now() > end) return silent;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function silentRanks(group: ProcessGroup): Promise<number[]> {
  const heard = await Promise.all(group.ranks.map((_, i) => group._store.check([failed(group, i)])));
  return group.ranks.filter((_, i) => !heard[i]);
}
