import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayWidth, editDistance, escapeHtml, jsonFault, kebab, nearest, printable, shown } from './index.ts';

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

test('where a text is no JSON, and what was expected there', () => {
  const cases: [string, RegExp][] = [
    ['{bad', /^line 1, column 2: expected a name in double quotes or '}', received 'bad'$/],
    ["{ 'a': 1 }", /column 3: expected a name in double quotes or '}', received '''$/],
    ['{\n  "a": 1,\n}', /^line 3, column 1: expected a name in double quotes, received '}'$/],
    ['{ "version": 1,', /^it ends where a name in double quotes was expected$/],
    ['[1 2]', /column 4: expected ',' or ']', received '2'$/],
    ['{"a" 1}', /expected ':', received '1'/],
    ['{"a": "b', /the text that begins here is not closed/],
    ['{"a": 01}', /expected a value, received '01'/],
    ['{"a": NaN}', /expected a value, received 'NaN'/],
    ['// plan\n{}', /^line 1, column 1: expected a value, received '\/'$/],
    ['[1] x', /expected nothing more, received 'x'/],
    ['', /^it ends where a value was expected$/],
  ];
  for (const [text, says] of cases) {
    assert.throws(() => JSON.parse(text));
    assert.match(jsonFault(text) ?? 'none', says, text);
  }
});

test('JSON has no fault, and whatever JSON.parse refuses has one', () => {
  const whole = JSON.stringify({ a: [1, -2.5e-7, 'é\n"\\', null, true, {}], b: { c: [[]], d: '\u2028' } }, null, 1);
  assert.equal(jsonFault(whole), undefined);
  assert.equal(jsonFault(`"${'x'.repeat(2e6)}\\n"`), undefined);
  assert.equal(jsonFault(`"${'\\n'.repeat(2e7)}"`), undefined);
  assert.equal(jsonFault('['.repeat(1e5) + ']'.repeat(1e5)), undefined);
  const parses = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  for (let at = 0; at < whole.length; at++) {
    const [before, after] = [whole.slice(0, at), whole.slice(at)];
    for (const text of [before, before + after.slice(1), `${before},${after}`, `${before}0${after}`])
      assert.equal(jsonFault(text) === undefined, parses(text), text);
  }
});
