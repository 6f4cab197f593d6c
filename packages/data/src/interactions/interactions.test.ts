import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DataError, openInteractions, splitInteractions } from '../index.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-interactions-'));
after(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, lines: readonly string[]) => {
  const path = join(root, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

const refuses = (path: string, code: string, words: RegExp, options = {}) =>
  assert.rejects(
    openInteractions(path, options),
    (error) => error instanceof DataError && error.code === code && words.test(`${error.message} ${error.hint}`),
  );

test("MovieLens's three forms hold the same", async () => {
  const rows = [
    [196, 242, 3, 881250949],
    [186, 302, 3, 891717742],
    [196, 302, 1, 878887116],
  ];
  const bare = (sign: string) => rows.map((row) => row.join(sign));
  const forms = [
    file('u.data', bare('\t')),
    file('ratings.dat', bare('::')),
    file('ratings.csv', ['userId,movieId,rating,timestamp', ...bare(',')]),
  ];
  for (const path of forms) {
    const { users, items, user, item, value, time, unit, isValued, notes } = await openInteractions(path);
    assert.deepEqual(
      [users, items],
      [
        [186, 196],
        [242, 302],
      ],
      path,
    );
    assert.deepEqual(
      [[...user], [...item], [...value]],
      [
        [1, 0, 1],
        [0, 1, 1],
        [3, 3, 1],
      ],
    );
    assert.deepEqual([[...(time ?? [])], unit], [[881250949e3, 891717742e3, 878887116e3], 'seconds']);
    assert.deepEqual([isValued, notes], [true, []]);
  }
});

test('times in seconds, milliseconds and dates are the same moments; small numbers are an order', async () => {
  const at = (times: string[]) => file('times.csv', ['user,item,time', ...times.map((time, i) => `u${i},a,${time}`)]);
  const read = async (times: string[]) => {
    const { time, unit } = await openInteractions(at(times));
    return [unit, ...(time ?? [])];
  };
  const day = Date.parse('2001-09-09T00:00:00Z');
  assert.deepEqual(await read([String(day / 1000), '1000000000']), ['seconds', day, 1e12]);
  assert.deepEqual(await read([String(day), '1000000000000']), ['milliseconds', day, 1e12]);
  assert.deepEqual(await read(['2001-09-09', '2001-09-10']), ['dates', day, day + 86_400_000]);
  assert.deepEqual(await read(['2001-09-09T01:46:40Z', '2001-09-10T00:00:00Z']), ['dates', 1e12, day + 86_400_000]);
  assert.deepEqual(await read(['3', '1']), ['order', 3, 1]);
  await refuses(at(['1000000000', '1000000000000']), 'value-invalid', /row 1.*milliseconds.*row 0.*seconds/);
  await refuses(at(['2001-09-09', 'soon']), 'value-invalid', /row 1.*"soon".*ISO 8601/);
});

test('of a pair that comes again the newest value counts; without values they are counted', async () => {
  const rated = file('again.csv', ['user,item,rating,time', 'a,x,1,300', 'a,x,5,100', 'a,y,2,100', 'b,x,3,100']);
  const { value, notes } = await openInteractions(rated);
  assert.deepEqual([...value], [1, 2, 3]);
  assert.match(String(notes), /1 rows name a pair .* newest/);
  const had = await openInteractions(file('had.csv', ['user,item', 'a,x', 'a,x', 'a,y']));
  assert.deepEqual([[...had.value], had.isValued, had.time], [[2, 1], false, undefined]);
});

test('what is lacking is left out and said; what is no interaction is refused', async () => {
  const { user, notes } = await openInteractions(
    file('holes.csv', ['user,item,rating', 'a,x,1', ',x,2', 'b,,3', 'b,y,']),
  );
  assert.equal(user.length, 1);
  assert.match(String(notes), /3 of 4 rows lack a user, an item or a value/);
  const other = file('other.csv', ['who,what,stars', 'a,x,1', 'b,y,2']);
  await refuses(other, 'column-unknown', /user.*who, what, stars/);
  await refuses(other, 'column-unknown', /'whom'.*'who'/, { user: 'whom', item: 'what' });
  await refuses(other, 'option-invalid', /one column was named for two/, { user: 'who', item: 'who' });
  assert.deepEqual((await openInteractions(other, { user: 'who', item: 'what' })).users, ['a', 'b']);
  await refuses(file('words.csv', ['user,item,rating', 'a,x,good', 'b,y,bad']), 'column-type', /"good"/);
  await refuses(file('none.csv', ['user,item,rating', ',x,1', 'a,,2']), 'table-empty', /no row/);
});

test('a split by time holds out the newest, of all or of each user; every row is in one part', () => {
  const user = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const time = Float64Array.from({ length: 60 }, (_, i) => (i * 7) % 60); // each moment once
  const all = (by: 'last' | 'time' | 'random') => {
    const { train, validation, test } = splitInteractions({ user, time }, { by });
    assert.deepEqual(
      [...train, ...validation, ...test].sort((a, b) => a - b),
      [...user.keys()],
      by,
    );
    return { train, validation, test };
  };
  const whole = all('time');
  const newest = (rows: Int32Array) => Math.max(...rows.map((row) => time[row]!));
  const oldest = (rows: Int32Array) => Math.min(...rows.map((row) => time[row]!));
  assert.deepEqual([whole.train.length, whole.validation.length, whole.test.length], [48, 6, 6]);
  assert.ok(newest(whole.train) < oldest(whole.validation) && newest(whole.validation) < oldest(whole.test));
  const each = all('last');
  for (const one of [0, 1, 2]) {
    const own = (rows: Int32Array) => rows.filter((row) => user[row] === one);
    assert.deepEqual([own(each.validation).length, own(each.test).length], [2, 2]);
    assert.ok(newest(own(each.train)) < oldest(own(each.validation)));
    assert.ok(newest(own(each.validation)) < oldest(own(each.test)));
  }
  assert.deepEqual(all('random'), all('random'));
  const few = splitInteractions({ user: Int32Array.of(0, 0, 1, 1, 1, 1, 1) }, { by: 'last' });
  assert.deepEqual([[...few.train], [...few.validation], [...few.test]], [[0, 1, 2, 3, 4], [5], [6]]);
  const refused = (options: Parameters<typeof splitInteractions>[1], code: string) =>
    assert.throws(
      () => splitInteractions({ user }, options),
      (error) => error instanceof DataError && error.code === code,
    );
  refused({ by: 'time' }, 'split-impossible');
  refused({ by: 'random', test: 1 }, 'option-invalid');
  assert.throws(() => splitInteractions({ user: Int32Array.of(0, 1) }, { by: 'last' }), /leave none for validation/);
});
