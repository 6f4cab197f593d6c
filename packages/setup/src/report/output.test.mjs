import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { duration, progressBar } from './output.mjs';

/** @param {boolean} isTTY */
function screen(isTTY) {
  let time = 0;
  let text = '';
  const stream = {
    isTTY,
    columns: 100,
    write: (/** @type {string} */ more) => {
      text += more;
    },
  };
  const bar = progressBar('download', { stream, now: () => time });
  return {
    bar,
    /** @param {number} seconds @param {number} bytes */
    at(seconds, bytes) {
      time = 1000 * seconds;
      bar.show({ done: bytes, total: 500e6, unit: 'bytes' });
    },
    text: () => text,
  };
}

describe('the progress bar', () => {
  it('redraws one line on a terminal: share, megabytes, speed, time left', () => {
    const { bar, at, text } = screen(true);
    at(5, 250e6);
    assert.equal(text(), '\r  download  ████████████░░░░░░░░░░░░  50 %  250/500 MB  50.0 MB/s  5.0 s left');
    bar.end();
    assert.match(text(), /\r {70,}\r$/);
  });

  it('prints a line per 10 % elsewhere', () => {
    const { at, text } = screen(false);
    for (let i = 1; i <= 100; i++) at(i / 10, i * 5e6);
    const lines = text().trimEnd().split('\n');
    assert.equal(lines.length, 10);
    assert.equal(lines[2], '  download  30 %  150/500 MB  50.0 MB/s  7.0 s left');
  });

  it('never goes back, nor past the end', () => {
    const { at, text } = screen(false);
    at(1, 200e6);
    at(2, 100e6);
    at(3, 900e6);
    assert.deepEqual(text().match(/\d+ %/g), ['40 %', '100 %']);
  });
});

it('says durations as one would', () => {
  assert.deepEqual([0.04, 9.94, 42.4, 75, 119.7].map(duration), ['0.0 s', '9.9 s', '42 s', '1 min 15 s', '2 min 0 s']);
});
