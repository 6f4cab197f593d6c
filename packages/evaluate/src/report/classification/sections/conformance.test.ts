// What every section of the list must hold to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classification } from '../../../classification/classification.ts';
import { ATTRIBUTES, checkNesting, full, HOSTILE, report } from '../../testing/report-input.ts';
import type { ReportMatter } from './contract.ts';
import { sections } from './list.ts';

/** All that a report can be drawn from. */
function matterOf(classes: readonly string[], examples = 300): ReportMatter {
  const { test: lead, validation, run, curves, images, findings } = full(classes);
  const own = examples === 300 ? lead! : report(classes, examples);
  const splits: ReportMatter['splits'] = [
    ['test', own],
    ['validation', validation!],
  ];
  return { splits, report: own, run, curves: curves!, images: images!, findings };
}

/** What there is at the least: one split. */
function leastOf(own = report(['a', 'b'])): ReportMatter {
  return { splits: [['test', own]], report: own, run: undefined, curves: [], images: [], findings: undefined };
}

const FOUR = ['ant', 'bee', 'wasp', 'fly'];
const perfect = classification({ probabilities: [1, 0, 0, 0, 1, 0], targets: [0, 1], classes: ['a', 'b', 'never'] });
const single = classification({ probabilities: [0.4, 0.6], targets: [0], classes: ['a', 'b'] });

/** Well formed, without what was meant to be a value and is none, and without what loads or runs. */
function check(html: string): void {
  const tags = new Set(checkNesting(html));
  for (const tag of ['script', 'style', 'iframe', 'link', 'object', 'form', 'a']) assert.ok(!tags.has(tag), tag);
  for (const [tag] of html.matchAll(/<[^>]*>/g))
    for (const [, name] of tag.replace(/"[^"]*"/g, '""').matchAll(/([^\s=<>"]+)=/g))
      assert.ok(ATTRIBUTES.has(name!), tag);
  assert.doesNotMatch(html, /undefined|NaN|Infinity|\[object|https?:\/\/|javascript:/);
  assert.doesNotMatch(html.replaceAll('\n', ''), /\p{Cc}|\u202e/u);
}

test('sections have titles and places of their own', () => {
  assert.equal(new Set(sections.map(({ place }) => place)).size, sections.length);
  const titles = sections.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
});

for (const section of sections) {
  const { title } = section;

  test(`${title}: says what is to be seen, and draws it well formed from all that there can be`, () => {
    assert.match(title, /^[A-Z][\w ]{2,40}$/);
    const matter = matterOf(FOUR);
    const before = structuredClone({ ...matter, run: undefined });
    assert.match(section.lead(matter), /^[A-Z].*\.$/s);
    const drawn = section.draw(matter);
    assert.ok(drawn, 'draws something');
    assert.ok(drawn.text.length > 20);
    check(drawn.text);
    assert.equal(section.draw(matter)?.text, drawn.text, 'twice the same');
    assert.deepEqual({ ...matter, run: undefined }, before, 'leaves what it draws from as it was');
  });

  test(`${title}: draws from one split alone, or nothing, and says so well`, () => {
    for (const least of [leastOf(), leastOf(perfect), leastOf(single), { ...leastOf(perfect), findings: [] }]) {
      assert.match(section.lead(least), /^[A-Z].*\.$/s);
      const drawn = section.draw(least);
      if (drawn) check(drawn.text);
    }
  });

  test(`${title}: hostile names stay text`, () => {
    const drawn = section.draw(matterOf(HOSTILE));
    assert.ok(drawn);
    check(drawn.text);
  });

  test(`${title}: a hundred classes stay readable`, () => {
    const many = Array.from({ length: 100 }, (_, i) => `class ${i}`);
    const drawn = section.draw(leastOf(report(many, 2000)));
    if (!drawn) return;
    check(drawn.text);
    assert.ok(drawn.text.length < 400_000, `${drawn.text.length} characters`);
  });
}
