import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CapstanError } from '../errors/capstan-error.ts';
import * as kinds from './kind.ts';
import { readOptions } from './read-options.ts';

const shape = {
  alpha: kinds.numberFrom(0, 1),
  mode: kinds.oneOf('mix', 'cut'),
  layers: kinds.listOf(kinds.wholeNumber(1)),
};
const read = (given: object | undefined) => readOptions('blend', shape, given, { alpha: 0.5 });

const refused = (given: unknown, code: string, words: RegExp) =>
  assert.throws(
    () => read(given as object),
    (error) => error instanceof CapstanError && error.code === code && words.test(error.message),
  );

test('options over their defaults', () => {
  assert.deepEqual(read(undefined), { alpha: 0.5 });
  assert.deepEqual(read({ mode: 'cut' }), { alpha: 0.5, mode: 'cut' });
  assert.deepEqual(read({ alpha: undefined }), { alpha: 0.5 });
  assert.deepEqual(read({ layers: [1, 2] }), { alpha: 0.5, layers: [1, 2] });
});

test('an unknown name is refused with the nearest', () => {
  refused(
    { alhpa: 1 },
    'unknown-option',
    /blend has no option 'alhpa'\n {2}Did you mean 'alpha'\? It takes alpha, mode, layers\./,
  );
  refused({ zebra: 1 }, 'unknown-option', /'zebra'\n {2}It takes alpha/);
});

test('names that every object has are unknown as well', () => {
  refused({ toString: 1 }, 'unknown-option', /'toString'/);
  refused(JSON.parse('{"__proto__": 1}'), 'unknown-option', /'__proto__'/);
  refused({ constructor: 1 }, 'unknown-option', /'constructor'/);
});

test('a value of another kind is refused with what was expected', () => {
  refused({ alpha: 2 }, 'wrong-option', /alpha: expected a number from 0 to 1, received 2/);
  refused({ alpha: Number.NaN }, 'wrong-option', /received NaN/);
  refused({ mode: 'paste' }, 'wrong-option', /mode: expected 'mix', 'cut', received 'paste'/);
  refused({ layers: [1, 0] }, 'wrong-option', /layers: expected a list, each a whole number of at least 1/);
});

test('a value where options belong says which option it would be', () => {
  refused('mix', 'not-options', /takes options by name, received 'mix'\n {2}For mode write \{ mode: 'mix' \}/);
  refused(0.3, 'not-options', /For alpha write \{ alpha: 0\.3 \}/);
  refused([], 'not-options', /For layers/);
  refused(null, 'not-options', /received null/);
});

test("a package's own error is thrown where it gives one", () => {
  const fail = (_: string, message: string) => new RangeError(message);
  assert.throws(() => readOptions('f', shape, { x: 1 } as object, {}, fail), RangeError);
});
