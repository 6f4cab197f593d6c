import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { CapstanError } from '../errors/capstan-error.ts';
import type { CallFault, Fail } from '../options/read-options.ts';
import { guard } from './guard.ts';
import { guardAll } from './guard-all.ts';
import { guardClass } from './guard-class.ts';
import type { Signatures } from './signatures.ts';

class Tensor {}
class Refused extends CapstanError<CallFault> {}
const fail: Fail = (code, message, details) => new Refused(code, message, details);

const within: Signatures = {
  calls: {},
  shapes: {
    Pad: { mode: '"constant"|"reflect"', value: 'number', weight: '@Tensor' },
    Step: { stepSize: '!number', gamma: 'number' },
    Chip: { name: '!string', watts: 'number' },
  },
  words: { DType: ['float32', 'int64'] },
};

let entered = 0;
const body = (...args: unknown[]): unknown[] => {
  entered++;
  return args;
};
const of = (...lines: string[]) =>
  guard(body, { name: 'F.pad', lines, within, fail }) as (...args: unknown[]) => unknown[];

function refused(call: () => unknown, code: CallFault, words: RegExp): void {
  entered = 0;
  assert.throws(call, (error) => {
    assert.ok(error instanceof Refused, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });
  assert.equal(entered, 0, 'refused before the function is entered');
}

test('what fits is passed on as it came', () => {
  const pad = of('input: @Tensor', 'pad: number[]', 'options?: {Pad}');
  const input = new Tensor();
  assert.deepEqual(pad(input, [1, 2]), [input, [1, 2]]);
  assert.deepEqual(pad(input, [1], { mode: 'reflect', value: undefined }), [
    input,
    [1],
    { mode: 'reflect', value: undefined },
  ]);
  assert.deepEqual(pad(input, [1], undefined), [input, [1], undefined]);
  assert.deepEqual(of('...rest')(1, 2, 3), [1, 2, 3]);
});

test('one argument too many or too few says what it takes', () => {
  const pad = of('input', 'pad: number[]', 'options?: {Pad}');
  refused(
    () => pad(1, [2], {}, 4),
    'too-many-arguments',
    /^F\.pad takes at most 3 arguments, received 4\n {2}It takes \(input, pad, options\?: \{ mode, value, weight \}\)\.$/,
  );
  refused(() => pad(1), 'too-few-arguments', /F\.pad takes at least 2 arguments, received 1/);
  refused(() => of()(1), 'too-many-arguments', /F\.pad takes no arguments, received 1/);
});

test('an option that is unknown, of another kind, missing, or given by position', () => {
  const pad = of('input', 'options?: {Pad}');
  refused(() => pad(1, { mod: 'reflect' }), 'unknown-option', /F\.pad has no option 'mod'\n {2}Did you mean 'mode'\?/);
  refused(
    () => pad(1, { mode: 'reflct' }),
    'wrong-option',
    /mode: expected 'constant', or 'reflect', received 'reflct'/,
  );
  refused(() => pad(1, 'reflect'), 'not-options', /For mode write \{ mode: 'reflect' \}/);
  refused(() => pad(1, 2), 'not-options', /For value write \{ value: 2 \}/);
  refused(() => pad(1, new Tensor()), 'not-options', /received Tensor\n {2}For weight write \{ weight: Tensor \}/);
  refused(() => pad(1, null), 'not-options', /received null/);
  refused(() => of('options: {Step}')({ gamma: 1 }), 'missing-option', /F\.pad needs the option stepSize: a number/);
});

test('a record may be of a class; a plain one is checked', () => {
  const cost = of('chip: <Chip>');
  class Measured {
    name = 'H100';
    seen = 3;
  }
  assert.equal(cost(new Measured()).length, 1);
  refused(() => cost({ name: 'H100', wats: 1 }), 'unknown-option', /Did you mean 'watts'/);
  refused(() => cost(5), 'wrong-argument', /chip: expected an object, received 5/);
});

test('kinds of arguments', () => {
  const f = of('n: number', 's?: string|null', 'list?: (number|boolean)[]', 'dtype?: %DType', 'x?: @Tensor');
  assert.equal(f(Number.NaN, null, [1, true], 'int64', new Tensor()).length, 5);
  refused(() => f('1'), 'wrong-argument', /F\.pad: n: expected a number, received '1'/);
  refused(() => f(1, 2), 'wrong-argument', /s: expected a text, or null, received 2/);
  refused(() => f(1, 'a', 2), 'wrong-argument', /list: expected a list, each a number, or true or false, received 2/);
  refused(() => f(1, 'a', ['b']), 'wrong-argument', /received \['b'\]/);
  refused(() => f(1, 'a', [], 'float'), 'wrong-argument', /dtype: expected 'float32', 'int64', received 'float'/);
  refused(() => f(1, 'a', [], 'int64', {}), 'wrong-argument', /x: expected a Tensor/);
});

test('a function of one argument may be handed to map', () => {
  const one = of('x');
  assert.deepEqual(['a', 'b'].map(one), [['a'], ['b']]);
  refused(() => one('a', 0, ['b']), 'too-many-arguments', /received 3/);
  refused(() => ['a'].map(of('x', 'options?: {Pad}')), 'too-many-arguments', /received 3/);
});

test('where a promise comes back, it is rejected', async () => {
  const save = of('path: string', '=> Promise');
  const given = save(5) as unknown;
  assert.ok(given instanceof Promise);
  await assert.rejects(given, { code: 'wrong-argument' });
});

test('a guarded class is the class', () => {
  class Layer {
    static made = 0;
    readonly size: number;
    constructor(size: number) {
      this.size = size;
      Layer.made++;
    }
  }
  const Checked = guardClass(Layer, { name: 'nn.Layer', lines: ['size: number', 'options?: {Pad}'], within, fail });
  class Own extends Checked {}
  const own = new Own(3);
  assert.ok(own instanceof Checked && own instanceof Layer && new Layer(1) instanceof Checked);
  assert.equal(own.size, 3);
  assert.equal(new Checked(2).constructor, Checked);
  assert.equal(Checked.made, 3);
  assert.equal(Checked.name, 'Layer');
  refused(() => Reflect.construct(Own, [3, 1]), 'not-options', /nn\.Layer takes options by name, received 1/);
});

test('all of a module: functions, namespaces, classes, methods; the same wherever it is exported', () => {
  class Run {
    log(step: number) {
      return step;
    }
  }
  class Store {
    static open(path: string) {
      return new Store(path);
    }
    readonly path: string;
    constructor(path: string) {
      this.path = path;
    }
  }
  const namespace = (content: object): object =>
    Object.assign(Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } }), content);
  const relu = (x: number) => x;
  const F = namespace({ relu });
  const content = { relu, F, nn: namespace({ functional: F }), Store, limit: 3 };
  const exported = namespace(content);
  const signatures: Signatures = {
    calls: {
      'F.relu': ['x: number'],
      'new Store': ['path: string'],
      'Store.open': ['path: string'],
      'Run#log': ['step: number'],
    },
    shapes: {},
    words: {},
  };
  const all = guardAll(exported, signatures, fail, { inner: { Run } }) as typeof content & {
    F: { relu: typeof relu };
    nn: { functional: unknown };
  };
  assert.equal(all.limit, 3);
  assert.equal(all.F.relu(2), 2);
  assert.equal(all.relu, all.F.relu);
  assert.equal(all.nn.functional, all.F);
  refused(() => Reflect.apply(all.F.relu, undefined, ['2']), 'wrong-argument', /^F\.relu: x/);
  refused(() => Reflect.apply(all.Store.open, all.Store, []), 'too-few-arguments', /^Store\.open/);
  assert.equal(all.Store.open('a').path, 'a');
  refused(() => Reflect.apply(new Run().log, new Run(), [1, 2]), 'too-many-arguments', /^Run\.log/);
});

test('records inside records and lists are looked into, with their place', () => {
  const deep: Signatures = {
    calls: {},
    shapes: {
      Round: { investors: '!<Investor>[]', terms: '<Terms>' },
      Investor: { holder: '!string', amount: '!number', note: 'string' },
      Terms: { cap: '!number', seniority: '"common"|"senior"', '...': '*' },
    },
    words: {},
  };
  const round = guard(body, {
    name: 'fund.round',
    lines: ['round: <Round>', 'others?: <Investor>[]'],
    within: deep,
    fail,
  }) as (...args: unknown[]) => unknown[];
  const ada = { holder: 'Ada', amount: 5 };
  assert.ok(round({ investors: [ada], terms: { cap: 1, more: 2 } }, [ada]));
  refused(
    () => round({ investors: [ada, { ...ada, notte: 'x' }] }),
    'unknown-option',
    /^fund\.round: investors\[1\] has no option 'notte'\n {2}Did you mean 'note'\? It takes holder, amount, note\.$/,
  );
  refused(
    () => round({ investors: [{ ...ada, amount: '5' }] }),
    'wrong-option',
    /^fund\.round: investors\[0\]: amount: expected a number, received '5'$/,
  );
  refused(
    () => round({ investors: [], terms: { capp: 1 } }),
    'missing-option',
    /^fund\.round: terms needs cap: a number\n {2}Is 'capp' meant for it\?/,
  );
  refused(
    () => round({ investors: [] }, [{ holder: 'Ada' }]),
    'missing-option',
    /^fund\.round: others\[0\] needs amount/,
  );
});

test('where nothing has to be given, nothing is passed on; everything else is checked', () => {
  const zero = of('options?: {Pad}');
  assert.deepEqual(zero(), []);
  assert.deepEqual(zero({ mode: 'reflect' }), [{ mode: 'reflect' }]);
  refused(() => zero(new Tensor()), 'not-options', /received Tensor/);
  refused(() => of()({}), 'too-many-arguments', /takes no arguments/);
});

test('a function keeps what it is called on', () => {
  const me = guard(
    function (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    },
    { name: 'me', lines: ['a?: @Tensor', 'b?: number'], within, fail },
  ) as (...args: unknown[]) => unknown[];
  const [self, one] = [{}, new Tensor()];
  for (const args of [[], [one], [one, 2]]) assert.deepEqual(me.apply(self, args), [self, ...args]);
});

// A namespace that grew on Object.create(null) was a hash table to the engine, and F.relu looked up anew at every call.
test('a namespace is no hash table to the engine, however many names it has', () => {
  setFlagsFromString('--allow-natives-syntax');
  const isQuick = new Function('object', 'return %HasFastProperties(object)') as (object: object) => boolean; // as: V8's own
  const content: Record<string, unknown> = {};
  for (let i = 0; i < 400; i++) content[`f${i}`] = (x: number) => x + i;
  const namespace = (of: object): object =>
    Object.assign(Object.create(null, { [Symbol.toStringTag]: { value: 'Module' } }), of);
  const F = namespace(content);
  assert.ok(!isQuick(F));
  const calls = Object.fromEntries(Object.keys(content).map((name) => [`F.${name}`, ['x: number']]));
  const all = guardAll(namespace({ F }), { calls, shapes: {}, words: {} }, fail) as {
    F: Record<string, (x: unknown) => unknown>;
  };
  assert.ok(isQuick(all.F));
  assert.equal(all.F.f399!(1), 400);
  refused(() => all.F.f399!('1'), 'wrong-argument', /^F\.f399: x/);
});
