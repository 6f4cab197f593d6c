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
mkdirSync(join(root, 'tables'));
for (const [name, text] of Object.entries({
  'table.csv': 'a,b\n1,2\n3,4\n',
  'tables/a.csv': 'a,b\n1,2\n',
  'empty.csv': '',
  'empty.json': '{}',
  'package.ts': "import pad from 'left-padx';\nexport default pad;\n",
  'half.ts': "export default { name: 'half' };\n",
  'bad.json': '{bad',
  'open.ts': 'export default {',
  'comma.ts': 'export default {\n  cash: 1\n  debt: 2,\n};\n',
  'enum.ts': 'enum Kind { loan }\nexport default Kind;\n',
  'throws.ts': '\nconst cash = missing();\nexport default cash;\n',
  'oops.ts': "throw 'oops';\n",
  'export.ts': "import { resnet } from '@capstan/train';\nexport default resnet;\n",
  'never.ts': 'export default {};\n\nawait new Promise(() => {});\n',
  'waits.ts': 'export default {};\n\nawait new Promise(() => {});\n',
  'rejects.ts': "\nPromise.reject(new Error('no key'));\nexport default {};\n",
  'words.ts': "Promise.reject('no key');\nexport default {};\n",
  'late.ts':
    "setTimeout(() => {\n  throw new Error('no key');\n});\nawait new Promise((done) => setTimeout(done, 60_000).unref());\n",
  'helper.ts': "\n\nthrow new Error('no key');\n",
  'uses.ts': "import './helper.ts';\nexport default {};\n",
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
  ['train --resume nope', 1, /There is no nope\. `capstan runs` lists the runs/],
  ['train --resume folder', 1, /folder is no folder of a run/],
  ['train --config folder', 2, /folder is a folder\. Name a project file in it, such as folder\/capstan\.config\.ts/],
  ['train --config bad.json', 2, /bad\.json is no project file: expected TypeScript or JavaScript/],
  ['train --config imports.ts', 1, /imports\.ts: it imports nothere\.ts, which cannot be loaded/],
  ['train --config package.ts', 1, /package\.ts: it imports 'left-padx', which is not installed/],
  ['train --config export.ts', 1, /export\.ts:1:10: it imports 'resnet' from '@capstan\/train', which exports no such/],
  ['train --config oops.ts', 1, /oops\.ts: it throws 'oops', which is no Error.*The file can't be run/s],
  ['train --config never.ts', 1, /never\.ts:3: it waits for something that never comes/],
  ['plan waits.ts', 2, /waits\.ts:3: it waits for something that never comes/],
  ['train --config uses.ts', 1, /helper\.ts, near line 3 \(imported by uses\.ts\): no key\. The file can't be run/],
  ['plan uses.ts', 2, /helper\.ts, near line 3 \(imported by uses\.ts\): no key/],
  ['train --config rejects.ts', 1, /rejects\.ts, near line 2: no key\. Nothing waits for this promise: write await/],
  ['train --config words.ts', 1, /it failed with 'no key', which is no Error.*Nothing waits for this promise/],
  ['train --config late.ts', 1, /late\.ts, near line 2: no key\. Nothing could catch it where it was thrown/],
  ['plan oops.ts', 2, /oops\.ts: it throws 'oops', which is no Error/],
  ['train --config half.ts', 1, /data: Missing: expected a source of data.*model: Missing: expected the name/s],
  ['train --data table.csv', 1, /which column is to be predicted\? Say --target COLUMN/],
  ['train --data tables', 1, /tables holds tables: name one of its files, with --target COLUMN/],
  ['train --data pictures --size 0', 2, /--size must be like 224 or 224x320, each from 1 to 16384/],
  ['train --data pictures --name a/b', 2, /--name must be a short name/],
  ['train --data pictures --runs table.csv', 2, /--runs must be a folder, not a file/],
  ['train -data pictures', 2, /has no -data; did you mean --data\?/],
  ['evaluate', 2, /capstan evaluate needs MODEL, as in: capstan evaluate runs\/3f2a/],
  ['serve run --port 70000', 2, /--port must be a whole number from 0 to 65535/],
  ['serve run --name a,b', 2, /--name must be a name of letters, digits/],
  ['serve run other --name both', 2, /--name is of a single model, and there are several/],
  ['start --port 70000', 2, /--port must be a whole number from 0 to 65535/],
  ['init tables', 1, /tables holds tables: name one of its files, with --target COLUMN/],
  ['data clean folder', 1, /folder: it is a folder\. Name a file with a table in it/],
  ['data clean table.csv --out x.doc', 2, /--out must be a file that ends in \.parquet, \.csv/],
  ['data clean table.csv --id zz --out x.csv', 2, /--id must be a column: a, b, received 'zz'/],
  ['data clean table.csv --size 10', 2, /--size is of reports, and capstan data clean writes a table/],
  ['data table.csv --size 10', 2, /--size is of pictures, and table\.csv is a table/],
  ['data table.csv --apply x --out y.csv', 2, /--apply, --out are of cleaning, and this only looks/],
  ['data none.csv', 1, /none\.csv: there is no such file\. Check the path/],
  ['data empty.csv', 1, /the file is empty\. Write it again/],
  ['data table.csv --encoding klingon', 1, /there is no encoding 'klingon'\. Such as utf-8/],
  ['data http://', 1, /this is no address\. Expected is one such as https/],
  ['plan open.ts --ledger none.db', 2, /There is no none\.db\. Name the book with --ledger FILE/],
  ['plan open.ts --paths many', 2, /--paths must be a whole number from 1 to 1000000/],
  ['plan open.ts --bill folder', 2, /folder is a folder, and a file was expected/],
  ['plan open.ts --chip H100', 2, /--chip is of price lists, and there is no --prices FILE/],
  ['plan bad.json', 2, /bad\.json:1:2 is not JSON: 'bad' does not belong there/],
  ['plan empty.json', 1, /asOf: Missing: expected a day as YYYY-MM-DD\..*cash: Missing: expected a formula/s],
  ['runs --ledger folder', 1, /folder is a folder, and the book of runs is a file/],
  ['runs --ledger table.csv --report x.html', 2, /--report is of compare, and this is list/],
  ['--verison', 2, /There is no command '--verison'; did you mean '--version'\?/],
  // What was asked for by name is not passed over.
  ['runs --ledger nope.db', 2, /There is no nope\.db/],
  ['runs --kind zebra', 2, /--kind must be one of train, evaluate, predict, serve, data, received 'zebra'/],
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
    assert.doesNotMatch(err, /\n\s+at |not expected|[\s"'(:]E[A-Z]{4,}\b|imported from/, line);
  }
  for (const name of ['nowhere', '.capstan', 'runs']) assert.ok(!existsSync(join(root, name)), name);
});
