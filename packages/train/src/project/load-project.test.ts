import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadProject, TrainError } from '../index.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-config-'));
after(() => rmSync(root, { recursive: true, force: true }));

async function refusal(name: string, text: string): Promise<TrainError> {
  const path = join(root, name);
  writeFileSync(path, text);
  const error: unknown = await loadProject(path).catch((error: unknown) => error);
  assert.ok(error instanceof TrainError);
  return error;
}

test('what a project file fails on is told with file and line', async () => {
  const syntax = await refusal('syntax.ts', "const a = 1;\n\nexport default { name: 'x',, };\n");
  assert.equal(syntax.code, 'bad-project');
  assert.match(syntax.message, /syntax\.ts:3:28: ', \};' cannot stand here/);
  const thrown = await refusal('thrown.ts', '\nconst size = missing();\nexport default size;\n');
  assert.match(thrown.message, /thrown\.ts, near line 2: missing is not defined/);
});

test('a misspelt option in a project file is told in its own words, and so is a file that exports nothing', async () => {
  const misspelt = await refusal(
    'misspelt.ts',
    "import { adamw } from '@capstan/train';\nexport default adamw({ weightDecy: 1 });\n",
  );
  assert.equal(misspelt.code, 'unknown-option');
  assert.match(misspelt.message, /Did you mean 'weightDecay'/);
  assert.equal((await refusal('nothing.ts', 'export const x = 1;\n')).code, 'project-missing');
});
