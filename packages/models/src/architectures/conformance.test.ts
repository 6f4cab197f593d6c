import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, noGrad, setNumThreads, zeros } from '@capstan/torch';
import { architectures, buildModel, descriptionOf, ModelError } from '../index.ts';

setNumThreads(1);

for (const [name, build] of Object.entries(architectures)) {
  test(`${name}: facts, outputs, description, refusals`, () => {
    assert.match(build.about ?? '', /^[A-Z].{10,}\.$/);
    const model = build({ classes: 3, channels: build.takes === 'rows' ? 5 : 1 });
    model.eval();
    const size = build.leastSize ?? 0;
    const input = build.takes === 'rows' ? zeros([2, 5]) : zeros([2, 1, size, size]); // the least that it says it takes
    assert.deepEqual(noGrad(() => model(input)).shape, [2, 3]);
    const description = descriptionOf(model);
    assert.equal(description?.architecture, name);
    const again = buildModel(name, { ...description.options });
    assert.deepEqual(Object.keys(again.stateDict()), Object.keys(model.stateDict()));
    const refused = (error: unknown) => error instanceof ModelError && error.code === 'bad-options';
    assert.throws(() => build({ klasses: 3 }), refused);
    assert.throws(() => build({ classes: 0 }), refused);
  });
}

test('one of your own is known by its name', () => {
  architectures.myNet = ({ classes = 2 } = {}) => new nn.Linear(4, classes);
  assert.deepEqual(noGrad(() => buildModel('myNet', { classes: 7 })(zeros([1, 4]))).shape, [1, 7]);
  delete architectures.myNet;
});
