import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { ProgressEvent } from './event.ts';
import { terminalProgress } from './terminal.ts';

const cost = { seconds: 4000, deviceSeconds: 4000, energyKWh: 0.1, money: 12.3456, currency: 'USD' } as never; // of what is shown
const step = (batch: number): ProgressEvent => ({
  ...{
    kind: 'step',
    epoch: 3,
    epochs: 100,
    done: batch,
    total: 1250,
    unit: 'steps',
    step: batch,
    loss: 0.731,
    accuracy: 0.9123,
  },
  ...{ imagesPerSecond: 1234.5, leftMs: 4_321_000, cost },
});
const epoch: ProgressEvent = {
  kind: 'epoch',
  epochs: 100,
  best: true,
  cost,
  record: {
    ...{ epoch: 3, step: 3750, lr: 0.1, trainLoss: 0.7311, trainAccuracy: 0.9, validationLoss: 0.6512 },
    ...{ validationAccuracy: 0.93, imagesPerSecond: 1234, seconds: 75 },
  },
};

function shownAt(columns: number, env: NodeJS.ProcessEnv = { NO_COLOR: '1' }, isTTY = true): string[] {
  let text = '';
  const screen = { isTTY, columns, write: (more: string) => (text += more) };
  const progress = terminalProgress(screen, env);
  progress(step(1));
  progress({ kind: 'validate', epoch: 3, done: 1, total: 20, unit: 'examples' });
  progress(epoch);
  return stripVTControlCharacters(text).split(/[\r\n]+/);
}

test('in 40, 80 and 120 columns no line of progress wraps, and what matters most stays', () => {
  for (const columns of [20, 40, 80, 120]) {
    const lines = shownAt(columns);
    for (const line of lines) assert.ok(line.length < columns, `${columns}: ${line}`);
    if (columns < 40) continue;
    assert.ok(
      lines.some((line) => /epoch 3\/100 .*0%/.test(line)),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => /3\/100 .*0\.6512.* {2}best$/.test(line)),
      lines.join('\n'),
    );
  }
  assert.ok(shownAt(120).some((line) => line.includes('1234')));
});

test('without a terminal the whole table is written, without escape codes', () => {
  const lines = shownAt(40, {}, false);
  assert.ok(lines.some((line) => /epoch +train loss +acc\. +val\. loss +val\. acc\. +ex\/s +time +spent$/.test(line)));
  assert.ok(!lines.join('').includes('\x1b'));
});
