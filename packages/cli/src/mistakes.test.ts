// What was typed wrongly or is not there, command by command: a word on what is wrong and what to do, no stack, nobody else's
// message, and nothing is written.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-mistakes-'));
after(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'folder'));
for (const [name, text] of Object.entries({
  'table.csv': 'a,b\n1,2\n3,4\n',
  'bad.json': '{bad',
  'open.ts': 'export default {',
  'comma.ts': 'export default {\n  cash: 1\n  debt: 2,\n};\n',
  'enum.ts': 'enum Kind { loan }\nexport default Kind;\n',
  'throws.ts': '\nconst cash = missing();\nexport default cash;\n',
  'imports.ts': "import plan from './nothere.ts';\nexport default plan;\n",
}))
  writeFileSync(join(root, name), text);

const LINES: readonly (readonly [line: string, code: number, says: RegExp])[] = [
  // Where something is to be written is looked at before the work begins.
  [
    'data table.csv --report nowhere/x.html',
    2,
    /--report must be a file in a folder that is there \(make nowhere first\)/,
  ],
  ['data table.csv --schema folder', 2, /--schema must be a file, not a folder, received 'folder'/],
  ['data table.csv --report table.csv/x.html', 2, /--report must be a file in a folder that is there/],
  ['data clean table.csv --out folder', 2, /--out must be a file, not a folder/],
  ['evaluate run --predictions nowhere/p.csv', 2, /--predictions must be a file in a folder that is there/],
  ['plan open.ts --html nowhere/x.html', 2, /--html must be a file in a folder that is there/],
  ['plan open.ts --csv folder', 2, /--csv must be a file, not a folder/],
  // Files that cannot be what they are named as.
  ['plan folder', 2, /folder is a folder\. Name a plan file in it/],
  ['plan table.csv', 2, /table\.csv is no plan file: expected TypeScript, JavaScript or JSON/],
  ['plan open.ts', 2, /open\.ts:1: the end of the file comes before all brackets.*The file can't be run/s],
  ['plan comma.ts', 2, /comma\.ts:\d+:3: 'debt: 2,' cannot stand here: .*a comma/],
  ['plan enum.ts', 2, /enum\.ts:1:1: 'enum Kind \{ loan \}' has to be compiled/],
  ['plan throws.ts', 2, /throws\.ts, near line 2: missing is not defined\. The file can't be run/],
  ['plan imports.ts', 2, /imports\.ts: it imports nothere\.ts, which cannot be loaded/],
  ['data clean', 2, /needs a table: capstan data clean FILE/],
  ['data clean table.csv --steps nope.json', 1, /nope\.json: the steps cannot be read: there is no such file/],
  ['data clean table.csv --steps folder', 1, /folder: the steps cannot be read: it is a folder/],
  ['data clean table.csv --steps bad.json', 1, /bad\.json: the steps are no JSON \(/],
  ['train --resume nope', 1, /There is no nope\/project\.json/],
  // What was asked for by name is not passed over.
  ['runs --ledger nope.db', 2, /There is no nope\.db/],
  ['runs --kind zebra', 2, /--kind must be one of train, evaluate, serve, data, received 'zebra'/],
  ['start --epochs many', 2, /--epochs must be a whole number from 1, received 'many'/],
  ['setup zebra', 2, /capstan setup takes no argument beside its flags, received 'zebra'/],
  ['doctor --zebra', 2, /capstan doctor has no --zebra/],
];

test('each mistake is told in our words, with its exit code, and nothing is written', async () => {
  const results = await capstanEach(
    root,
    LINES.map(([line]) => line.split(' ')),
  );
  for (const [i, { code, out, err }] of results.entries()) {
    const [line, expected, says] = LINES[i]!;
    assert.match(err, says, line);
    assert.equal(code, expected, `${line}: ${err}`);
    assert.equal(out, '', line);
    assert.doesNotMatch(err, /\n\s+at |not expected|E[A-Z]{4,}|imported from/, line);
  }
  for (const name of ['nowhere', '.capstan', 'runs']) assert.ok(!existsSync(join(root, name)), name);
});
