import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeBars } from './range-bars.ts';
import { stackedBars } from './stacked-bars.ts';
import { STYLE } from './style.ts';

/** Where each text at the left ends, and what it says. */
const namesOf = (svg: string): [end: number, name: string][] =>
  [...svg.matchAll(/<text x="([\d.]+)" y="[\d.]+" text-anchor="end">([^<]+)</g)].map(([, x, name]) => [
    Number(x),
    name!,
  ]);

test('names beside bars begin inside of the chart in the type of phones, too', () => {
  const [, size] = /svg\.chart text[^{]*\{ font-size: ([\d.]+)px/.exec(STYLE)!;
  const name = 'secondsPerImage';
  const charts = [
    rangeBars({ title: 'Cash', bars: [{ name, from: 1e6, to: 4e6 }] }),
    stackedBars({ title: 'Owners', parts: ['Ada'], rows: [{ name, shares: [1] }] }),
  ];
  for (const chart of charts) {
    const [[end, said]] = namesOf(String(chart)) as [[number, string]]; // one row
    assert.equal(said, name);
    assert.ok(end >= 0.53 * Number(size) * name.length, `${name} ends at ${end}`);
  }
});
