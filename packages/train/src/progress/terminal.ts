import { formatDuration, formatMoney } from '@capstan/ledger';
import type { ProgressEvent } from './event.ts';

/** Where progress is shown. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Cells of a bar that figures leave room for. */
const SHORTEST_BAR = 8;

/** How often the bar is drawn at most. */
const EVERY_MS = 80;

/**
 * Shows a training in a terminal: a bar with loss, accuracy, images/s, time left and money spent, and a line that stays
 * for each epoch. Where there is no terminal only those lines are written, without colours.
 *
 * @example await fit(project, { onProgress: terminalProgress(process.stderr) });
 */
export function terminalProgress(screen: Screen, env: NodeJS.ProcessEnv = process.env): (event: ProgressEvent) => void {
  const live = screen.isTTY === true && env.TERM !== 'dumb';
  const paint = styles(live && !env.NO_COLOR);
  const columns = (live ? (screen.columns ?? 80) : 200) - 1;
  let drawn = 0;
  let headed = false;
  const clear = live ? '\r\x1b[2K' : '';
  const line = (text: string) => screen.write(`${clear}${text}\n`);
  const bar = (text: string) => {
    if (!live || performance.now() - drawn < EVERY_MS) return;
    drawn = performance.now();
    screen.write(`${clear}${text}`);
  };

  return (event) => {
    switch (event.kind) {
      case 'start': {
        const steps = `${formatCount(event.parameters)} parameters, ${plural(event.epochs, 'epoch')} of ${plural(event.batches, 'step')}`;
        const size = event.parameters === 0 ? 'fitted whole, on all examples at once' : steps; // it has none before it is fitted
        line(`${event.resumed ? 'Going on with' : 'Training'} run ${paint.bold(event.run)}: ${size}`);
        return;
      }
      case 'step': {
        const share = event.done / event.total;
        const parts = [
          `loss ${event.loss.toFixed(3)}`,
          event.accuracy === undefined ? '' : percent(event.accuracy),
          `${formatDuration(event.leftMs / 1000)} left`,
          formatMoney(event.cost.money, event.cost.currency),
          `${event.imagesPerSecond.toFixed(0)} ex/s`,
        ].filter((part) => part !== '');
        const head = `epoch ${event.epoch}/${event.epochs} `;
        const done = ` ${Math.floor(share * 100)
          .toString()
          .padStart(3)}%`;
        // A line that wraps can't be drawn over: of the figures, as many as there is room for.
        const room = columns - head.length - done.length - SHORTEST_BAR;
        let tail = '';
        for (const part of parts) if (tail.length + 2 + part.length <= room) tail += `  ${part}`;
        const width = Math.max(0, Math.min(40, columns - head.length - done.length - tail.length));
        bar(head.slice(0, columns) + paint.bar(drawBar(share, width)) + done + tail);
        return;
      }
      case 'note':
        line(`Note: ${event.text}`);
        return;
      case 'validate':
        bar(`epoch ${event.epoch}: validating ${event.done}/${event.total}`.slice(0, columns));
        return;
      case 'epoch': {
        const { record, cost } = event;
        const kept = columnsThatFit(columns);
        if (!headed) line(paint.dim(kept.map(([name, width]) => name.padStart(width)).join('')));
        headed = true;
        const cells: Record<(typeof COLUMNS)[number][0], string> = {
          epoch: `${record.epoch}/${event.epochs}`,
          'train loss': record.trainLoss.toFixed(4),
          'acc.': record.trainAccuracy === undefined ? '' : percent(record.trainAccuracy),
          'val. loss': record.validationLoss.toFixed(4),
          'val. acc.': record.validationAccuracy === undefined ? '' : percent(record.validationAccuracy),
          'ex/s': record.imagesPerSecond.toFixed(0),
          time: formatDuration(record.seconds),
          spent: formatMoney(cost.money, cost.currency),
        };
        const row = kept.map(([name, width]) => cells[name].padStart(width)).join('');
        line(`${row}${event.best ? `  ${paint.good('best')}` : ''}`);
        return;
      }
      case 'stop':
        if (live) screen.write(clear);
        return;
      case 'checkpoint':
        return;
    }
  };
}

/** The columns of the table of epochs: their width, and how much each matters where a terminal is narrow. */
const COLUMNS = [
  ['epoch', 7, 1],
  ['train loss', 11, 4],
  ['acc.', 8, 7],
  ['val. loss', 11, 2],
  ['val. acc.', 10, 3],
  ['ex/s', 8, 8],
  ['time', 11, 6],
  ['spent', 13, 5],
] as const;

/** Those that a terminal has room for, the word 'best' beside them, in their order. */
function columnsThatFit(room: number): (typeof COLUMNS)[number][] {
  let used = '  best'.length;
  const fit = COLUMNS.toSorted((a, b) => a[2] - b[2]).filter(([, width]) => {
    used += width;
    return used <= room;
  });
  return COLUMNS.filter((column) => fit.includes(column));
}

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

const plural = (count: number, word: string) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** @example formatCount(272474) // '272 k' */
function formatCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return count >= 1e3 ? `${(count / 1e3).toFixed(0)} k` : String(count);
}

/** A bar of `width` cells; the last one in use shows eighths. */
function drawBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const full = Math.floor(eighths / 8);
  const part = full < width && eighths % 8 > 0 ? ' ▏▎▍▌▋▊▉'[eighths % 8]! : '';
  return ('█'.repeat(full) + part).padEnd(width, '░');
}

function styles(colour: boolean) {
  const style = (open: number, close: number) => (text: string) =>
    colour ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return { bold: style(1, 22), dim: style(2, 22), good: style(32, 39), bar: style(36, 39) };
}
