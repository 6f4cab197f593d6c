import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  getDefaultDevice,
  nn,
  noGrad,
  ones,
  setDefaultDevice,
  setNumThreads,
  type Tensor,
  zeros,
} from '@capstan/torch';
import { type ArchitectureFacts, architectures, buildModel, descriptionOf, ModelError } from '../index.ts';

setNumThreads(1);

/** Built without drawing weights, since some are half a gigabyte; what they compute is compared in the tests beside each family. */
function shapeOnly(build: () => nn.Module): nn.Module {
  const device = getDefaultDevice();
  setDefaultDevice('meta');
  try {
    return build();
  } finally {
    setDefaultDevice(device);
  }
}

const CHANNELS = {
  rows: { channels: 5 },
  pictures: { channels: 1 },
  recordings: { channels: 5 },
  texts: {},
  ngrams: { channels: 5, vocabulary: 9 },
  tokens: { channels: 5, vocabulary: 9 },
  users: { users: 4 },
};

/** The least that it says it takes. */
function input({ takes, leastSize = 0 }: Partial<ArchitectureFacts>): Tensor {
  if (takes === 'texts') return ones([2, 4], { dtype: 'int64' });
  if (takes === 'users') return zeros([2, 1]);
  if (takes === 'recordings') return zeros([2, 5, 9]);
  return takes === 'pictures' ? zeros([2, 1, leastSize, leastSize]) : zeros([2, 5]);
}

for (const [name, build] of Object.entries(architectures)) {
  test(`${name}: facts, outputs, description, refusals`, () => {
    assert.match(build.about ?? '', /^[A-Z].{10,}\.$/);
    const model = shapeOnly(() => build({ classes: 3, ...CHANNELS[build.takes ?? 'rows'] }));
    model.eval().toEmpty('cpu');
    const given = input(build);
    const shape = build.outputShape?.(given.shape, 3) ?? [2, 3];
    assert.deepEqual(noGrad(() => model(given)).shape, shape);
    const description = descriptionOf(model);
    assert.equal(description?.architecture, name);
    const again = shapeOnly(() => buildModel(name, { ...description.options }));
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
