// PyTorch's operator database through our public names: the committed part, up to two samples of float32 and int64 an entry.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAll } from './op-db.ts';

// Entries whose function in op_db is no public one, or which are refused on purpose: op-db.md has the reasons.
const KNOWN = new Set([
  'as_strided (partial_views)', // of a tensor that is a part of another's memory, which the record does not keep
  'max_pool2d_with_indices_backward', // a wrapper that computes its indices
  '_chunk_cat', // refused: its kernel ends the process with arguments that do not fit
]);

test('op_db: at least 600 names, every sample equal, none ends the process', async () => {
  const { outcomes } = await runAll(new URL('fixtures', import.meta.url).pathname);
  const names = new Set(outcomes.flatMap(({ name, found }) => (found ? [name] : [])));
  assert.ok(names.size >= 600, `${names.size} names`);
  assert.deepEqual(
    outcomes.filter(({ killed }) => killed),
    [],
  );
  const title = ({ name, variant }: { name: string; variant: string }) => (variant ? `${name} (${variant})` : name);
  const wrong = outcomes.filter((each) => Object.keys({ ...each.refused, ...each.unequal }).length > 0);
  assert.deepEqual(
    wrong.filter((each) => !KNOWN.has(title(each))).map((each) => [title(each), each.refused, each.unequal]),
    [],
  );
  assert.ok(outcomes.reduce((sum, { equal }) => sum + equal, 0) > 1800);
});
