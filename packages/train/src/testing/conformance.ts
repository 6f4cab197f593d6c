// What every list of kinds must hold to: the suites of optimizers, losses and schedules call this and add their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrainError } from '../errors.ts';
import { jsonSchemaOf, type Makers, makersOf, readValue } from '../values/list.ts';

/** Checks names, defaults, JSON and refusals of every kind in a list. */
export function conforms(what: string, list: Makers): void {
  const makers = [...makersOf(list).values()];
  const refused = (make: () => unknown, code: string, words: RegExp) =>
    assert.throws(make, (error) => error instanceof TrainError && error.code === code && words.test(error.message));

  test(`${what}: each is exported under its kind and says what it does`, () => {
    assert.deepEqual(Object.keys(list).sort(), makers.map(({ kind }) => kind).sort());
    for (const { kind, about } of makers) assert.match(about, /^[A-Z].{10,}\.$/, kind);
  });

  test(`${what}: defaults are of their kinds, and a value comes back from JSON as it was`, () => {
    for (const maker of makers) {
      assert.deepEqual(Object.keys(maker.options).sort(), Object.keys(maker.defaults).sort(), maker.kind);
      const value = maker();
      assert.deepEqual(value, { kind: maker.kind, ...maker.defaults });
      assert.deepEqual(readValue(what, list, JSON.parse(JSON.stringify(value))), value);
      assert.deepEqual(readValue(what, list, { kind: maker.kind }), value); // as an earlier version wrote it
    }
  });

  test(`${what}: a misspelt option, a value of another type and an argument too many are refused`, () => {
    for (const maker of makers) {
      refused(() => maker({ zzz: 1 }), 'unknown-option', new RegExp(`^${maker.kind}\\(\\) has no option 'zzz'`));
      refused(() => Reflect.apply(maker, undefined, [{}, {}]), 'too-many-arguments', /received 2/);
      refused(() => Reflect.apply(maker, undefined, [0.1]), 'not-options', /takes options by name/);
      for (const name of Object.keys(maker.options)) {
        refused(() => maker({ [name]: Symbol('x') }), 'wrong-option', new RegExp(`${name}: expected`));
        const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        if (snake !== name)
          refused(() => maker({ [snake]: 1 }), 'unknown-option', new RegExp(`Did you mean '${name}'`));
      }
    }
  });

  test(`${what}: an unknown kind is refused with the nearest`, () => {
    const { kind } = makers[0]!;
    refused(
      () => readValue(what, list, { kind: `${kind}x` }),
      'unknown-kind',
      new RegExp(`Did you mean ${kind}\\(\\)`),
    );
    refused(() => readValue(what, list, makers[0]), 'unknown-kind', /a function that was not called/);
  });

  test(`${what}: the JSON schema names every kind and option`, () => {
    const schema = jsonSchemaOf(list) as {
      oneOf: { properties: Record<string, { const?: string; default?: unknown }> }[];
    };
    for (const maker of makers) {
      const part = schema.oneOf.find(({ properties }) => properties.kind?.const === maker.kind);
      for (const [name, value] of Object.entries(maker.defaults))
        assert.deepEqual(part?.properties[name]?.default, value);
    }
  });
}
