import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nn, optim } from '@capstan/torch';

test("a group of parameters takes its optimizer's options, at the start and later, and a misspelt one says where", () => {
  const params = (): nn.Parameter[] => [...new nn.Linear(2, 2).parameters()];
  const optimizer = new optim.SGD([{ params: params(), momentum: 0.5 }], { lr: 0.1 });
  optimizer.addParamGroup({ params: params(), momentum: 0.9 });
  assert.deepEqual(
    optimizer.paramGroups.map(({ momentum }) => momentum),
    [0.5, 0.9],
  );
  const misspelt: object = { momentun: 0.5 };
  assert.throws(
    () => new optim.SGD([{ params: params() }, { params: params(), ...misspelt }], { lr: 0.1 }),
    /parameters\[1\] has no option 'momentun'\n {2}Did you mean 'momentum'\?/,
  );
  assert.throws(() => optimizer.addParamGroup({ params: params(), ...misspelt }), /did you mean 'momentum'\?/);
});
