import { duration, say } from '../report/output.mjs';

/**
 * What a set-up says while another holds a lock, and when it takes one over.
 *
 * @param {string} what is locked
 * @returns {{ onWait: (owner: import('./lock.mjs').Owner) => void, onTakeOver: (owner: import('./lock.mjs').Owner) => void }}
 * @example await withLock(path, build, waiting('the engine'));
 */
export function waiting(what) {
  /** @param {import('./lock.mjs').Owner} owner */
  const holder = ({ pid, host, since }) => {
    const time = new Date(since);
    if (Number.isNaN(time.getTime())) return `process ${pid} on ${host}`;
    const held = duration(Math.max(0, Date.now() - time.getTime()) / 1000);
    return `process ${pid} on ${host}, since ${time.toTimeString().slice(0, 8)} (${held})`;
  };
  return {
    onWait: (owner) => say(`  waiting for ${what}: another set-up is at it, ${holder(owner)}`),
    onTakeOver: (owner) => say(`  ${what}: taken over from ${holder(owner)}, which is no more`),
  };
}
