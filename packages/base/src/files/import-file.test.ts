// What Node says of files that cannot be run: another Node that says it otherwise is seen here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CapstanError } from '../errors/capstan-error.ts';
import { importFile } from './import-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'capstan-import-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const put = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const refuse = (message: string, details: object) => new CapstanError('refused', message, details);
const fails = (name: string, text: string, words: RegExp, fields: object = {}) =>
  assert.rejects(importFile(put(name, text), refuse), (error) => {
    assert.ok(error instanceof CapstanError && error.code === 'refused', String(error));
    assert.match(error.message, words);
    for (const [field, value] of Object.entries(fields)) assert.equal(error.fields[field], value);
    return true;
  });

test('a file gives what it exports', async () => {
  const module = await importFile(
    put('good.ts', 'export default 3 satisfies number;\nexport const a: string = "b";\n'),
    refuse,
  );
  assert.deepEqual({ ...module }, { default: 3, a: 'b' });
});

test('what does not parse is told with line, column and what stands there', async () => {
  await fails(
    'comma.ts',
    'export default {\n  cash: 1\n  debt: 2,\n};\n',
    /comma\.ts:3:3: 'debt: 2,' cannot stand here/,
    {
      line: 3,
      column: 3,
    },
  );
  await fails('open.ts', 'export default {', /open\.ts:1: the end of the file comes before all brackets/, { line: 1 });
  await fails('enum.ts', '\nenum Kind { loan }\n', /enum\.ts:2:1: 'enum Kind \{ loan \}' has to be compiled/);
});

test('what throws while it runs is told in its own words, with its line', async () => {
  await fails(
    'throws.ts',
    '\nconst cash = missing();\n',
    /throws\.ts, near line 2: missing is not defined\. The file/,
    { line: 2 },
  );
  put('helper.ts', '\n\nthrow new Error("no key");\n');
  await fails(
    'uses.ts',
    "import './helper.ts';\n",
    /helper\.ts, near line 3 \(imported by .*uses\.ts\): no key\. The/,
    {
      line: 3,
    },
  );
  await fails(
    'imports.ts',
    "import './nothere.ts';\n",
    /imports\.ts: it imports .*nothere\.ts, which cannot be loaded/,
  );
});

test('a package that is not installed is named, with the nearest of those that are known', async () => {
  const path = put('stranger.ts', "import '@capstan/capitol';\n");
  await assert.rejects(importFile(path, refuse, { packages: ['@capstan/capital'] }), {
    message: /imports '@capstan\/capitol', which is not installed\. Did you mean '@capstan\/capital'\? The file/,
  });
  await assert.rejects(importFile(path, refuse), { message: /which is not installed\. The file/ });
});

test('a name that a module does not export is told with its place, the module and the name', async () => {
  put('some.ts', 'export const some = 1;\n');
  put('common.cjs', 'module.exports = {};\n');
  const words = /names\.ts:2:10: it imports 'other' from '\.\/some\.ts', which exports no such name\. The file/;
  await fails('names.ts', "\nimport { other } from './some.ts';\n", words, { line: 2, name: 'other' });
  await fails('deep.ts', "import './names.ts';\n", words); // the file that imports it is named
  await fails('default.ts', "import some from './some.ts';\n", /default export of '\.\/some\.ts', which has none/);
  await fails('cjs.ts', "import { x } from './common.cjs';\n", /cjs\.ts:1.*imports 'x' from '\.\/common\.cjs'/);
  await fails('builtin.ts', "import 'node:fss';\n", /imports node:fss, which Node does not have\. The file/);
  put('facts.json', '{}');
  await fails('json.ts', "import './facts.json';\n", /JSON file without saying so: write with \{ type: 'json' \}/);
});

test('what is thrown and is no error, or says nothing, is told', async () => {
  await fails('oops.ts', "throw 'oops';\n", /oops\.ts: it throws 'oops', which is no Error and has no line\. The file/);
  await fails('nothing.ts', 'throw undefined;\n', /nothing\.ts: it throws undefined, which is no Error/);
  await fails(
    'silent.ts',
    '\nthrow new TypeError();\n',
    /silent\.ts, near line 2: it throws TypeError without a message/,
  );
});

test('an error of the packages passes as it is', async () => {
  const url = new URL('../errors/capstan-error.ts', import.meta.url).href;
  const path = put(
    'ours.ts',
    `import { CapstanError } from ${JSON.stringify(url)};\nthrow new CapstanError('bad-plan', 'x');\n`,
  );
  await assert.rejects(importFile(path, refuse), { code: 'bad-plan' });
});

test('an await that nothing will end is told with its place, in the file itself and in one that it imports', async () => {
  put(
    'sleeps.ts',
    'const never = new Promise(() => {});\nawait new Promise((done) => setTimeout(done, 1));\n\nawait never;\n',
  );
  // The test's own process is never out of work: in one of its own the event loop runs empty.
  const program = `
    import { importFile } from ${JSON.stringify(new URL('./import-file.ts', import.meta.url).href)};
    for (const path of ['sleeps.ts', 'wakes.ts'])
      await importFile(path, (message) => new Error(message)).catch((error) => console.log(error.message));
  `;
  put('wakes.ts', "import './sleeps.ts?again';\n");
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: dir,
    encoding: 'utf8',
  });
  const words =
    "sleeps.ts:4: it waits for something that never comes: nothing that could end this await is under way. The file can't be run; put that right and try again.\n";
  assert.equal(stdout + stderr, words + words);
});

test('a signal ends the waiting for a file, and has its reason told', async () => {
  const stop = new AbortController();
  const path = put(
    'slow.ts',
    'globalThis.began?.();\nawait new Promise((done) => setTimeout(done, 60_000).unref());\n',
  );
  Object.assign(globalThis, { began: () => stop.abort(new Error('enough')) });
  await assert.rejects(importFile(path, refuse, { signal: stop.signal }), { message: 'enough' });
  await assert.rejects(importFile(path, refuse, { signal: stop.signal }), { message: 'enough' });
});
