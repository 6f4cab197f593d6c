import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { defineProject, fit, lookAt, TrainError } from '../index.ts';
import { namesAsConll } from '../testing/names.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-look-tagged-'));
after(() => rmSync(root, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

const refused = (words: RegExp) => (error: unknown) => error instanceof TrainError && words.test(error.message);

test('a file of tagged words is seen as one, with its types and how its words are told apart', async () => {
  const looked = await lookAt(file('names.conll', namesAsConll(60)));
  assert.equal(looked.task.kind, 'tagging');
  assert.match(looked.reasons.join('\n'), /60 texts .* 2 types of entities: LOC, PER/);
  const [project] = looked.projects;
  assert.deepEqual(project?.data.kind === 'tableFile' && project.data.options.words, 'spaces');
  const lines = Array.from({ length: 12 }, (_, i) =>
    JSON.stringify({ text: `Ada ${i} slept`, spans: [[0, 3, 'PER']] }),
  ).join('\n');
  const spans = await lookAt(file('spans.jsonl', lines));
  const [other] = spans.projects;
  assert.deepEqual(other?.data.kind === 'tableFile' && other.data.options.words, 'marks');
});

test('what can not be learned, columns that there are not and models of another kind are refused', async () => {
  const path = file('more.conll', namesAsConll(60));
  await assert.rejects(lookAt(path, { target: 'x' }), refused(/no columns: leave --target out/));
  await assert.rejects(lookAt(path, { task: 'regression' }), refused(/predicts numbers, and each word has a tag/));
  await assert.rejects(lookAt(file('few.conll', namesAsConll(5))), refused(/holds 5 texts; expected 10 at least/));
  await assert.rejects(lookAt(file('none.conll', 'a O\n\n'.repeat(20))), refused(/no word has a tag but O/));
  const [project] = (await lookAt(path, { model: 'textCnn' })).projects;
  await assert.rejects(
    fit(defineProject(project!)),
    refused(/textCnn gives classes or numbers, and tagging is about tags/),
  );
  const { task: _, ...untold } = project!;
  await assert.rejects(fit(defineProject(untold)), refused(/the targets of the data are tags/));
});
