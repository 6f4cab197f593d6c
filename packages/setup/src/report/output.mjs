/** @typedef {{ done: number, total: number, unit: string }} Progress as in @capstan/base, which is not there yet */

const bar = { full: '█', empty: '░', width: 24 };

/** Everything here goes to stderr: stdout belongs to the command that set-up runs before. */
const out = process.stderr;

let asJson = false;

/** From here on every line is JSON, for programs: `{ kind: 'note', text }`, `{ kind: 'progress', what, done, total, unit }`. */
export function sayInJson() {
  asJson = true;
}

/**
 * @param {string} line
 */
export function say(line) {
  out.write(asJson ? `${JSON.stringify({ kind: 'note', text: line.trim() })}\n` : `${line}\n`);
}

/**
 * Shows how far a known number of bytes has come: a bar that redraws itself on a terminal, a line per 10 % elsewhere.
 *
 * @param {string} label
 * @param {{ stream?: { isTTY?: boolean, columns?: number, write(text: string): unknown }, now?: () => number }} [options]
 * @returns {{ show(progress: Progress): void, end(): void }}
 * @example const bar = progressBar('download'); bar.show({ done: 53e6, total: 530e6, unit: 'bytes' }); bar.end();
 */
export function progressBar(label, { stream = out, now = () => performance.now() } = {}) {
  const started = now();
  let lastTenth = 0;
  let drawn = 0;
  let last = 0;

  /** @param {number} bytes @param {number} total */
  const text = (bytes, total) => {
    const seconds = (now() - started) / 1000;
    const rate = bytes / Math.max(seconds, 1e-3);
    const percent = `${Math.floor((100 * bytes) / total)} %`.padStart(5);
    const left = rate > 0 && seconds > 0.5 ? `${duration((total - bytes) / rate)} left` : '';
    return { percent, figures: `${mega(bytes)}/${mega(total)} MB  ${(rate / 1e6).toFixed(1)} MB/s  ${left}` };
  };

  return {
    show({ done, total }) {
      last = Math.min(Math.max(done, last), total);
      const { percent, figures } = text(last, total);
      if (stream.isTTY && !asJson) {
        const full = Math.round((bar.width * last) / total);
        const line = `  ${label}  ${bar.full.repeat(full)}${bar.empty.repeat(bar.width - full)} ${percent}  ${figures}`;
        const fitted = line.slice(0, (stream.columns ?? 100) - 1);
        stream.write(`\r${fitted.padEnd(drawn)}`);
        drawn = fitted.length;
        return;
      }
      const tenth = Math.floor((10 * last) / total);
      if (tenth > lastTenth) {
        const event = { kind: 'progress', what: label, done: last, total, unit: 'bytes' };
        stream.write(asJson ? `${JSON.stringify(event)}\n` : `  ${label} ${percent}  ${figures.trimEnd()}\n`);
      }
      lastTenth = tenth;
    },
    end() {
      if (stream.isTTY && !asJson && drawn > 0) stream.write(`\r${' '.repeat(drawn)}\r`);
    },
  };
}

/**
 * Counts on a terminal what is done; says nothing elsewhere.
 *
 * @param {number} total
 * @returns {{ next(): void, end(): void }}
 */
export function counting(total) {
  let done = 0;
  const draw = () =>
    out.isTTY &&
    !asJson &&
    out.write(`\r  ${bar.full.repeat(done)}${bar.empty.repeat(total - done)} ${done} of ${total}`);
  draw();
  return {
    next() {
      done++;
      draw();
    },
    end() {
      if (out.isTTY && !asJson) out.write('\r\x1b[K');
    },
  };
}

/** @param {number} bytes */
function mega(bytes) {
  return Math.round(bytes / 1e6);
}

/**
 * @param {number} seconds
 * @example duration(75) // '1 min 15 s'
 */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
