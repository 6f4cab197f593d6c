import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Collected, collect } from '../ranks/collect.ts';

describe('collectives of two processes', () => {
  let job: Collected;
  const value = (name: string): unknown[] => job.values[name] ?? [];
  const both = (name: string, expected: unknown) => assert.deepEqual(value(name), [expected, expected], name);

  before(async () => {
    job = await collect('collectives.ts');
    assert.equal(job.failure, undefined, job.lines.join('\n'));
  });

  const a = [1, 2, 3];
  const b = [5, 6, 7];
  const zip = (fn: (x: number, y: number) => number) => a.map((x, i) => fn(x, b[i]!));

  for (const dtype of ['float32', 'float64', 'float16', 'bfloat16', 'int64', 'int32', 'int8', 'uint8'])
    it(`reduces ${dtype}`, () => {
      both(
        `allReduce sum ${dtype}`,
        zip((x, y) => x + y),
      );
      both(
        `allReduce product ${dtype}`,
        zip((x, y) => x * y),
      );
      both(`allReduce min ${dtype}`, zip(Math.min));
      both(`allReduce max ${dtype}`, zip(Math.max));
      assert.deepEqual(value(`reduceScatter ${dtype}`), [zip((x, y) => x + y), zip((x, y) => 2 * (x + y))]);
    });

  for (const dtype of ['float32', 'float64', 'bfloat16', 'int64', 'int16', 'uint8', 'bool'])
    it(`moves ${dtype}`, () => {
      const zero = [0, 1, 0];
      const one = [1, 1, 0];
      const not = (values: number[]) => values.map((v) => (v === 0 ? 1 : 0));
      both(`broadcast ${dtype}`, one);
      both(`allGather ${dtype}`, [zero, one]);
      assert.deepEqual(value(`gather ${dtype}`), [null, [zero, one]]);
      assert.deepEqual(value(`scatter ${dtype}`), [zero, not(zero)]);
      assert.deepEqual(value(`allToAll ${dtype}`), [
        [zero, one],
        [not(zero), not(one)],
      ]);
    });

  it('averages', () => both('avg', [1, 2.5]));
  it('reduces to one rank', () => assert.deepEqual(value('reduce'), [null, [3]]));
  it('writes through a view that is not contiguous', () =>
    both('transposed', [
      [0, 2, 4],
      [6, 8, 10],
    ]));
  it('sends and receives, by tag and from any rank', () => {
    assert.deepEqual(value('recv tagged')[1], [0, [7, 8]]);
    assert.deepEqual(value('recv from any')[1], [0, [9, 9]]);
  });
  it('sends JSON values', () => {
    both('broadcastObject', { from: 1, text: 'grüß' });
    both('allGatherObject', ['x', 'xx']);
  });
  it('runs many at once', () =>
    both(
      'many',
      Array.from({ length: 20 }, (_, i) => 2 * i),
    ));
  it('does not block the event loop', () => both('not blocked', 2));
  it('makes groups of some ranks', () => {
    assert.deepEqual(value('newGroup'), [null, [0, 1, 1]]);
    both('newGroup of both', 2);
  });
  it('leaves no handles behind', () => both('handles left', 0));
  it('leaves and joins again', () => {
    both('left', false);
    both('rejoined', 2);
  });
});
