import { distributedError } from '../errors.ts';

/** Where this process stands in its job, as `torchrun` and `launch` say it in the environment. */
export interface Environment {
  rank: number;
  worldSize: number;
  /** The rank on this machine: which GPU to take. */
  localRank: number;
  masterAddr: string;
  masterPort: number;
  /** Whether the launcher serves the store, as torchrun does, and not rank 0. */
  agentStore: boolean;
  /** Which restart of the job this is. */
  attempt: string;
}

const START =
  'start the ranks with launch(file, { processes: 2 }) or torchrun, or pass { rank, worldSize, masterAddr, masterPort }';

function integer(name: string, text: string | undefined, low: number, high: number): number {
  const value = Number(text);
  if (text?.trim() === '' || !Number.isInteger(value) || value < low || value > high)
    throw distributedError(
      'initProcessGroup',
      `expected ${name} to be an integer from ${low} to ${high}, received '${text}'`,
      START,
    );
  return value;
}

/**
 * Reads and checks RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR and MASTER_PORT; what is given takes their place.
 *
 * @throws {TorchError} distributed — that names every variable that is missing or wrong
 * @example
 * const { rank, worldSize } = torch.distributed.readEnvironment();
 */
export function readEnvironment(
  given: { rank?: number; worldSize?: number; masterAddr?: string; masterPort?: number } = {},
  env: NodeJS.ProcessEnv = process.env,
): Environment {
  const text: Record<string, string | undefined> = {
    RANK: given.rank?.toString() ?? env.RANK,
    WORLD_SIZE: given.worldSize?.toString() ?? env.WORLD_SIZE,
    MASTER_ADDR: given.masterAddr ?? env.MASTER_ADDR,
    MASTER_PORT: given.masterPort?.toString() ?? env.MASTER_PORT,
  };
  const missing = Object.keys(text).filter((name) => !text[name]);
  if (missing.length > 0)
    throw distributedError(
      'initProcessGroup',
      `expected ${Object.keys(text).join(', ')} in the environment, missing ${missing.join(', ')}`,
      START,
    );
  const worldSize = integer('WORLD_SIZE', text.WORLD_SIZE, 1, 1 << 20);
  const rank = integer('RANK', text.RANK, 0, worldSize - 1);
  return {
    rank,
    worldSize,
    localRank: env.LOCAL_RANK ? integer('LOCAL_RANK', env.LOCAL_RANK, 0, worldSize - 1) : rank,
    masterAddr: text.MASTER_ADDR ?? '',
    masterPort: integer('MASTER_PORT', text.MASTER_PORT, 0, 65535),
    agentStore: env.TORCHELASTIC_USE_AGENT_STORE === 'True',
    attempt: env.TORCHELASTIC_RESTART_COUNT ?? '0',
  };
}
