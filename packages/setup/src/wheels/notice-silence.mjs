import { say } from '../report/output.mjs';

/**
 * Says when nothing comes: pip itself tries again for minutes without a word.
 *
 * @param {{ now?: () => number, tell?: (line: string) => void }} [options]
 * @returns {(bytes: number) => void} to be told how much has come, again and again
 */
export function noticeSilence({ now = () => performance.now(), tell = say } = {}) {
  let [most, since] = [0, now()];
  return (bytes) => {
    if (bytes > most) [most, since] = [bytes, now()];
    const seconds = (now() - since) / 1000;
    if (seconds < 20) return;
    since = now();
    tell(
      '  download: nothing has come for 20 s; it is tried again for some minutes. Ctrl-C stops; HTTPS_PROXY names a proxy',
    );
  };
}
