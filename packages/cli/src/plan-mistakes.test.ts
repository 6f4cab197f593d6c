import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { placeNear, placesIn } from './plan-places.ts';
import { capstanEach } from './testing/capstan.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-mistakes-'));
after(() => rmSync(root, { recursive: true, force: true }));

// A plan as a founder writes it: line 9 is the cash, 12 and 13 are assumptions, 16 a line, 19 people, 22 sales, 25 a round.
const plan = `import { definePlan } from '@capstan/capital';
export default definePlan({
  version: 1,
  name: 'Acme',
  currency: 'USD',
  asOf: '2026-11-24',
  start: '2027-01',
  months: 12,
  cash: '300000 [USD]',
  cashNoise: '5000 [USD]',
  assumptions: {
    spend: { value: '20000 to 32000', unit: 'USD/month', asOf: '2026-11-24', source: 'founders', confidence: 'guess' },
    price: { value: 99, unit: 'USD/(customer·month)', asOf: '2026-11-24', source: 'list', confidence: 'guess' },
  },
  lines: {
    all: { is: 'spend', unit: 'USD/month', kind: 'cost' },
  },
  hiring: [
    { role: 'Founders', start: '2027-01', count: '2 [person]', salary: '60000 [USD/(person·year)]', overhead: 1.2 },
  ],
  revenue: [
    { name: 'API', model: 'api', from: '2027-03', customers: '3 [customer]', gained: '2 [customer/month]', churn: '0.02 [1/month]', price: 'price', serving: '10 [USD/(customer·month)]' },
  ],
  rounds: [
    { name: 'Seed', month: '2027-04', amount: '500000 [USD]', probability: 0.5 },
  ],
});
`;
const mistakes: readonly (readonly [from: string, to: string, where: string, what: RegExp])[] = [
  [
    "cash: '300000 [USD]',",
    "cash: '300000 [USD]'",
    '10:3',
    /'cashNoise.*' cannot stand here: .* a comma, a quote or a closing bracket that is missing/,
  ],
  ["name: 'Acme'", "name: 'Acme's'", '4:15', /a comma, a quote or a closing bracket that is missing/],
  ["kind: 'cost' },\n  },", "kind: 'cost' },\n", '27:2', /a closing bracket that is missing/],
  ["currency: 'USD'", "curency: 'USD'", '5:3', /no field 'curency' here\. Did you mean 'currency'\?/],
  ["kind: 'cost'", "kind: 'costs'", '16:44', /lines\.all\.kind: .*Did you mean 'cost'\?/],
  [
    "is: 'spend'",
    "is: 'spendd'",
    '16:5',
    /no assumption or line 'spendd'\. Did you mean 'spend'\? There are: spend, price, all/,
  ],
  ["cash: '300000 [USD]'", 'cash: 300000', '9:3', /cash: .*Write '300000 \[USD\]'\./],
  ["cash: '300000 [USD]'", "cash: '$300,000'", '9:3', /Write money with its currency behind/],
  ["cash: '300000 [USD]'", "cash: '300k USD'", '9:3', /Write the number out: '300000'/],
  ["cash: '300000 [USD]'", "cash: '300,000 [USD]'", '9:3', /Leave the commas out: '300000'/],
  ["cash: '300000 [USD]'", "cash: '300000 USD'", '9:3', /A unit stands in brackets: '300000 \[USD\]'/],
  ["cash: '300000 [USD]'", "cash: '-300000 [USD]'", '9:3', /Expected 0 or more, the plan makes it -300k USD/],
  ["cash: '300000 [USD]'", 'cash: null', '9:3', /Expected a formula such as/],
  ["cash: '300000 [USD]'", "cash: '300000 [EUR]'", '9:3', /Convert it: '… \* rate\.EUR', with rates: \{ EUR/],
  ["currency: 'USD'", "currency: '€'", '5:3', /three capitals \(ISO 4217\), such as USD, received '€'/],
  ["unit: 'USD/month', asOf", "unit: 'USD/moon', asOf", '12:39', /received 'USD\/moon'/],
  ["'20000 to 32000'", "'32000 to 20000'", '12:14', /low < high/],
  ["'20000 to 32000'", "'20000-32000'", '12:14', /Expected '20000 to 32000' for a range/],
  ["count: '2 [person]'", 'count: 2', '19:43', /Write '2 \[person\]'/],
  ["salary: '60000", "salary: '-60000", '19:64', /Expected 0 or more/],
  ['overhead: 1.2', 'overhead: 0.2', '19:101', /1\.2 for 20 % on top/],
  ["churn: '0.02 [1/month]'", "churn: '2%'", '22:108', /Write '0\.02' for 2 %/],
  ["churn: '0.02 [1/month]'", "churn: '2 [1/month]'", '22:108', /Write 0\.02 for 2 %/],
  ["model: 'api'", "model: 'saas'", '22:20', /Expected 'api' or/],
  ['probability: 0.5', 'probability: 50', '25:63', /Write 0\.5 for 50 %/],
  ["month: '2027-04'", "month: '2027-13'", '25:21', /a month as YYYY-MM, received '2027-13'/],
  ["month: '2027-04'", "month: '2029-04'", '25:21', /after the plan's last month/],
  ["is: 'spend'", "is: 'all + spend'", '16:5', /need each other in the same month: all → all/],
  ["is: 'spend'", "is: 'cash * 0.1 / 1 [month]'", '16:5', /need each other in the same month: all → cash/],
  ['all: { is', 'other: { is', '16:5', /'other' is one of the plan's own lines/],
  ["is: 'spend'", "is: 'spend / (month - 5)'", '16:5', /in 2027-06 on every path/],
  ["is: 'spend'", "is: 'spend * log(month - 3)'", '16:5', /in 2027-01 on every path/],
  ["is: 'spend'", "is: 'spend * 1e308'", '16:5', /on every path/],
  ["is: 'spend'", "is: 'if(month = 3, spend, 0)'", '16:5', /Compare with '=='/],
  ["is: 'spend'", "is: 'if(month > 3 && month < 6, spend, 0)'", '16:5', /Write 'and'/],
  ["is: 'spend'", "is: 'spend * 1.02 ** month'", '16:5', /Write '\^' for powers/],
  ["is: 'spend'", "is: 'max(spend, 3'", '16:5', /Expected '\)' at character 13/],
  ["is: 'spend'", "is: 'spend + 3 [USD/month'", '16:5', /A unit stands in brackets/],
  [
    'rounds: [',
    'scenarios: { bad: { set: { spnd: 1 } } },\n  rounds: [',
    '24:30',
    /no assumption 'spnd'\. Did you mean 'spend'\?/,
  ],
  ['months: 12', "months: '12'", '8:3', /Expected a number, received '12'/],
];

test('mistakes that founders make are told with file, line, column and what was meant, and nothing follows from them', async () => {
  const files = mistakes.map(([from, to], i) => {
    assert.ok(plan.includes(from), from);
    const name = `plan-${i}.ts`;
    writeFileSync(join(root, name), plan.replace(from, to));
    return name;
  });
  const results = await capstanEach(
    root,
    files.map((name) => ['plan', name, '--paths', '50']),
  );
  for (const [i, { code, err, out }] of results.entries()) {
    const [, to, where, what] = mistakes[i]!;
    assert.ok(code !== 0 && out === '', `${to}: ${out}`);
    assert.ok(err.includes(`${files[i]}:${where}`), `${to}: ${err}`);
    assert.match(err.replaceAll('\n', ' '), what, to);
    assert.doesNotMatch(err, /\n\s+at |undefined|\[object/);
    const problems = /The plan has (\d+) problems/.exec(err)?.[1];
    assert.ok(problems === undefined || to.startsWith('curency'), `${to}: ${err}`);
  }
});

test('what is no plan at all says what to do', async () => {
  const cases: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    [
      'comma.json',
      '{ "version": 1,\n  "name": "x"\n  "currency": "USD" }',
      /comma\.json:3:3 is not JSON: a comma is missing before '"currency"/,
    ],
    [
      'trailing.json',
      '{ "version": 1,\n  "name": "x", }',
      /trailing\.json:2:16 is not JSON: a comma stands before '}'/,
    ],
    ['single.json', "{ 'version': 1 }", /single\.json:1:3 is not JSON: .*double quotes alone/],
    ['comment.json', '{ // mine\n  "version": 1 }', /comment\.json:1:3 is not JSON: .*no comments/],
    ['cut.json', '{ "version": 1', /cut\.json:1:15 is not JSON: it ends before its brackets are closed/],
    ['word.json', '{ "a": tru }', /word\.json:1:8 is not JSON: 'tru }' does not belong there/],
    ['quote.json', '{ "a": "b }', /quote\.json:1:8 is not JSON: the text that begins here is not closed/],
    ['empty.json', '', /empty\.json:1:1 is not JSON: the file is empty/],
    ['list.json', '[1, 2]', /list\.json: Expected fields/],
    ['empty.ts', '', /empty\.ts exports no plan/],
    [
      'bare.ts',
      plan.replace("is: 'spend'", 'is: spend'),
      /bare\.ts, near line 16: spend is not defined\. .* A formula is a text/,
    ],
    [
      'package.ts',
      plan.replace('@capstan/capital', '@capstan/capitol'),
      /imports '@capstan\/capitol', which is not installed\. Did you mean '@capstan\/capital'\? The file/,
    ],
  ];
  for (const [name, text] of cases) writeFileSync(join(root, name), text);
  const results = await capstanEach(
    root,
    cases.map(([name]) => ['plan', name]),
  );
  for (const [i, { code, err, out }] of results.entries()) {
    assert.ok(code !== 0 && out === '', err);
    assert.match(err, cases[i]![2]);
  }
});

test('places are found through comments, texts, calls and what is spread in', () => {
  const places = placesIn(`// { not: this }
export default {
  ...base, /* a: 1 */ 'my name': "}{", f: make({ a: 1 }, [2]),
  list: [ {x: 1}, ...more, { y: [ 'a,b', \`}\${z}\` ], z: 2 } ],
  last: 1 };`);
  const at = (path: string) => Object.values(placeNear(places, path) ?? {}).join(':');
  assert.equal(at('my name'), '3:23');
  assert.equal(at('f'), '3:40');
  assert.equal(at('list[0].x'), '4:12');
  assert.equal(at('list[2].y[1]'), '4:42');
  assert.equal(at('list[2].z.deeper[3]'), '4:53');
  assert.equal(at('last'), '5:3');
  assert.equal(at('base'), '');
  assert.equal(placesIn('const plan = 3;').size, 0);
});
