import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isProjectName, projectName } from './project-name.ts';

test('whatever a folder is called, its name is one that a project may have', () => {
  assert.equal(projectName('Photos (2024)'), 'Photos -2024-');
  assert.equal(projectName("it's"), 'it-s');
  assert.equal(projectName('.hidden'), 'hidden');
  assert.equal(projectName('🙂'), 'project');
  assert.equal(projectName('Größe 3'), 'Größe 3');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => isProjectName(projectName(text))),
    { numRuns: 50 },
  );
});
