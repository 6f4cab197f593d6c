import { formatDuration, formatMoney } from '@capstan/ledger';
import type { ProgressEvent } from './event.ts';

/** Where progress is shown. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

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
          `${event.imagesPerSecond.toFixed(0)} img/s`,
          `${formatDuration(event.leftMs / 1000)} left`,
          formatMoney(event.cost.money, event.cost.currency),
        ].filter((part) => part !== '');
        const head = `epoch ${event.epoch}/${event.epochs} `;
        const tail = ` ${Math.floor(share * 100)
          .toString()
          .padStart(3)}%  ${parts.join('  ')}`;
        const width = Math.max(8, Math.min(40, (screen.columns ?? 80) - head.length - tail.length - 1));
        bar(head + paint.bar(drawBar(share, width)) + tail);
        return;
      }
      case 'note':
        line(`Note: ${event.text}`);
        return;
      case 'validate':
        bar(`epoch ${event.epoch}: validating ${event.done}/${event.total}`);
        return;
      case 'epoch': {
        const { record, cost } = event;
        if (!headed) line(paint.dim(HEADER));
        headed = true;
        const cells = [
          `${record.epoch}/${event.epochs}`.padStart(7),
          record.trainLoss.toFixed(4).padStart(11),
          (record.trainAccuracy === undefined ? '' : percent(record.trainAccuracy)).padStart(8),
          record.validationLoss.toFixed(4).padStart(11),
          (record.validationAccuracy === undefined ? '' : percent(record.validationAccuracy)).padStart(8),
          record.imagesPerSecond.toFixed(0).padStart(8),
          formatDuration(record.seconds).padStart(11),
          formatMoney(cost.money, cost.currency).padStart(13),
        ];
        line(`${cells.join('')}${event.best ? `  ${paint.good('best')}` : ''}`);
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

const HEADER = [
  'epoch'.padStart(7),
  'train loss'.padStart(11),
  'acc.'.padStart(8),
  'val. loss'.padStart(11),
  'acc.'.padStart(8),
  'img/s'.padStart(8),
  'time'.padStart(11),
  'spent'.padStart(13),
].join('');

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
