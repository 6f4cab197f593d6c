import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heatmap } from './heatmap.ts';

test('type in a confusion matrix is never smaller than 11 pixels, however many classes and narrow the screen', () => {
  for (const size of [2, 4, 5, 12, 13, 24, 25, 40, 58, 59, 60, 120]) {
    const classes = Array.from({ length: size }, (_, i) => `a class with a long name ${i}`);
    const confusion = classes.map((_, i) => classes.map((__, j) => (i === j ? 900 : (i + j) % 3)));
    const svg = `${heatmap(confusion, classes)}`;
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)![1]);
    const least = Number(/min-width:([\d.]+)px/.exec(svg)![1]);
    assert.ok(least >= width, `${size} classes: drawn ${least} of ${width} wide`);
    const sizes = [...svg.matchAll(/font-size:([\d.]+)px/g)].map(([, px]) => Number(px));
    assert.ok(
      sizes.every((px) => px >= 11),
      `${size} classes: ${Math.min(...sizes)} px`,
    );
    // Names stand where their lines are no closer than they are high, and nowhere else.
    assert.equal(sizes.length, size <= 58 ? 2 * size : 0, `${size} classes`);
  }
});
