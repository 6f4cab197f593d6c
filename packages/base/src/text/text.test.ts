import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth, editDistance, escapeHtml, kebab, nearest, printable, shown } from './index.ts';

test('edit distances', () => {
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(editDistance('saturday', 'sunday', 3), 3);
  assert.equal(editDistance('kitten', 'sitting', 2), 3); // most + 1
  assert.equal(editDistance('a', 'abcdefgh', 2), 3);
});

test('the nearest name, or none', () => {
  const known = ['lr', 'momentum', 'weightDecay', 'batchSize'];
  assert.equal(nearest('weight_decay', known), 'weightDecay');
  assert.equal(nearest('momentun', known), 'momentum');
  assert.equal(nearest('batch', known), 'batchSize');
  assert.equal(nearest('lable', ['table', 'label']), 'label');
  assert.equal(nearest('temperature', known), undefined);
  assert.equal(nearest('x'.repeat(1e6), known), undefined); // in no time
});

test('what moves a cursor or turns writing around is shown as an escape', () => {
  assert.equal(printable('a\u001b[31mb'), 'a\\x1b[31mb');
  assert.equal(printable('\u202eevil'), '\\u{202e}evil');
  assert.equal(printable('Grüße 你好'), 'Grüße 你好');
});

test('the width of a text in a terminal', () => {
  assert.equal(displayWidth('é'), 1);
  assert.equal(displayWidth('e\u0301'), 1);
  assert.equal(displayWidth('🙂'), 2);
  assert.equal(displayWidth('東京'), 4);
});

test('a name of code as a word of a command line', () => {
  assert.equal(kebab('oneCycle'), 'one-cycle');
  assert.equal(kebab('macroF1'), 'macro-f1');
  assert.equal(kebab('top5'), 'top5');
});

test('values in messages are short and in one line', () => {
  assert.equal(shown('a\nb'), "'a\\x0ab'");
  assert.equal(shown([1, 'x', null]), "[1, 'x', null]");
  assert.equal(shown({ a: 1, b: [2] }), '{ a: 1, b: … }');
  assert.equal(shown(new Date(0)), 'Date');
  assert.equal(shown(Object.create(null)), '{  }');
  assert.ok(shown('x'.repeat(1000)).length < 90);
});

test('HTML', () =>
  assert.equal(escapeHtml(`<a href="x">'&'</a>`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;'));
