// Plants a field that nobody knows at each level of every schema by which a package reads what comes from outside, and reads
// it through the function that users call. Each must refuse it with the place, the field and the nearest one there is.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CapstanError } from '../errors/capstan-error.ts';
import { pathText } from './path-text.ts';
import { type Plant, plantsOf } from './testing/plants.ts';

const packages = new URL('../../../', import.meta.url);

type Any = Record<string, unknown>;
type Fn = (...args: unknown[]) => unknown;

/** One schema: where it stands, and how a user's value comes to it. */
interface Reader {
  readonly schema: string;
  of(module: Any): unknown;
  /** The file that reads by it. */
  readonly file: string;
  read(value: unknown, call: Fn): unknown;
  /** The module and the name of the function that users call. */
  readonly by: string;
  /** Only what stands below this field comes to the schema. */
  readonly below?: string;
  /** Levels that let unknown fields through, and why. */
  readonly loose?: { readonly at: RegExp; readonly why: string };
}

const signature = { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }], outputs: [] };
const limits = { headerLength: undefined, nonFinite: 'refuse', maxRows: 10 };
const tensor = { name: 'x', shape: [-1, 3, 1, 1], dtype: 'float32' };

const READERS: readonly Reader[] = [
  {
    schema: 'capital/src/plan/schema/document.ts',
    of: (all) => all.planSchema,
    file: 'capital/src/plan/parse.ts',
    by: '@capstan/capital parsePlan',
    read: (value, parse) => parse(value),
  },
  {
    schema: 'capital/src/risk/evidence.ts',
    of: (all) => all.evidenceSchema,
    file: 'capital/src/risk/evidence.ts',
    by: '@capstan/capital risk.parseEvidence',
    read: (value, parse) => parse(value),
    loose: {
      at: /^(runs\[0\](\.git|\.cost)?|data\[0\]\.report(\.findings\[0\])?|evaluations\[0\]\.report|models\[0\]\.card)$/,
      why: 'records of other packages are taken as they are',
    },
  },
  {
    schema: 'capital/src/source/prices/sources/quotes.ts',
    of: (all) => all.quoteSchema,
    file: 'capital/src/source/prices/sources/quotes.ts',
    by: '@capstan/capital source.importQuotes',
    read: (value, parse) => parse(JSON.stringify([value])),
  },
  {
    schema: 'capital/src/distribution/assumption.ts',
    of: (all) => all.assumptionFields,
    file: 'capital/src/distribution/assumption.ts',
    by: '@capstan/capital assume',
    below: 'value',
    read: (value, assume) => {
      const { value: figure = 1, unit = '1', ...from } = value as Any; // as: the schema makes fields
      return assume(figure, unit, from);
    },
  },
  {
    schema: 'capital/src/fund/ocf/schema.ts',
    of: (all) => all.ocfManifest,
    file: 'capital/src/fund/ocf/import.ts',
    by: '@capstan/capital importOcf',
    read: () => undefined,
    loose: { at: /^/, why: "the Open Cap Format's objects hold more than a cap table is made of" },
  },
  {
    schema: 'data/src/boxes/coco.ts',
    of: (all) => all.cocoSchema,
    file: 'data/src/boxes/coco.ts',
    by: '@capstan/data coco',
    read: () => undefined,
    loose: { at: /^/, why: "COCO's files hold more than boxes" },
  },
  {
    schema: 'data/src/expect/expectations.ts',
    of: (all) => all.expectationsShape,
    file: 'data/src/expect/expectations.ts',
    by: '@capstan/data parseExpectations',
    read: (value, parse) => parse(value),
  },
  {
    schema: 'data/src/repair/steps/step.ts',
    of: (all) => all.stepSchema,
    file: 'data/src/repair/steps/read-step.ts',
    by: '@capstan/data parseSteps',
    read: (value, parse) => parse([value]),
  },
  {
    schema: 'data/src/transform/pipeline.ts',
    of: (all) => all.pipelineSchema,
    file: 'data/src/transform/pipeline.ts',
    by: '@capstan/data parsePipeline',
    read: (value, parse) => parse(value),
  },
  {
    schema: 'models/src/files/card.ts',
    of: (all) => all.cardSchema,
    file: 'models/src/files/card.ts',
    by: '@capstan/models parseCard',
    read: (value, parse) => parse(value, 'model.json'),
  },
  {
    schema: 'serve/src/options.ts',
    of: (all) => all.optionsSchema,
    file: 'serve/src/options.ts',
    by: 'serve/src/options.ts parseOptions',
    read: (value, parse) => parse(value),
  },
  {
    schema: 'serve/src/engine/card.ts',
    of: (all) => all.picturesSchema,
    file: 'serve/src/engine/card.ts',
    by: 'serve/src/engine/card.ts readCard',
    read: (value, read) =>
      read({ input: tensor, output: { ...tensor, shape: [-1, 2] }, classes: [], preprocessing: value }),
  },
  {
    schema: 'serve/src/protocol/request-json.ts',
    of: (all) => all.inferRequestSchema,
    file: 'serve/src/protocol/request-json.ts',
    by: 'serve/src/protocol/request.ts parseInferRequest',
    read: (value, parse) => parse(new TextEncoder().encode(JSON.stringify(value)), signature, limits),
  },
  {
    schema: 'train/src/project/check-project.ts',
    of: (all) => all.projectSchema,
    file: 'train/src/project/check-project.ts',
    by: '@capstan/train defineProject',
    read: (value, define) => define(value),
  },
  {
    schema: 'train/src/run/checkpoint.ts',
    of: (all) => all.checkpointHeader,
    file: 'train/src/run/checkpoint.ts',
    by: 'train/src/run/checkpoint.ts parseHeader',
    read: (value, parse) => parse(value, 'last.json'),
  },
];

/** What reads by `readBySchema` and is tried elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'capital/src/source/programme/check-problem.ts':
    'offers of every kind: capital/src/source/offers/conformance.test.ts',
  'data/src/transform/registry.ts': 'the steps of a pipeline, below',
  'data/src/transform/contract.ts': 'the options of a step, below',
  'serve/src/routes/predict.ts': 'a query is flat: serve/src/bad-input.test.ts',
  'serve/src/routes/triton.ts': 'the body has one field: serve/src/bad-input.test.ts',
};

/** What reads by schemas that users bring, with our words for what they don't say. */
const OWN_SCHEMAS: Readonly<Record<string, string>> = { 'data/src/table/schema/infer-schema.ts': 'rows of tables' };

for (const { schema, of, by, read, loose, below } of READERS) {
  describe(schema, async () => {
    const top = of(await moduleOf(schema));
    const call = await named(by);
    for (const plant of plantsOf(top).plants) {
      const at = pathText(plant.path);
      if (below !== undefined && plant.path[0] !== below) continue;
      if (!plant.strict || loose?.at.test(at)) {
        test(`${at || 'the top'} lets unknown fields through: ${loose?.why}`, () =>
          assert.ok(loose?.at.test(at) && !plant.strict));
        continue;
      }
      test(`${at || 'the top'} refuses ${plant.field}`, () => refuses(() => read(plant.value, call), plant));
    }
  });
}

interface StepKind {
  readonly kind: string;
  readonly options: unknown;
  readonly state: unknown;
}

describe('steps of pipelines', async () => {
  const parse = await named('@capstan/data parsePipeline');
  const whole = { format: 'capstan-pipeline', version: 1, inputs: [], features: [] };
  const kinds = (await named('data/src/transform/registry.ts stepKinds')) as unknown as readonly StepKind[]; // as: the list
  for (const { kind, options, state } of kinds) {
    const [settings, learned] = [plantsOf(options), plantsOf(state)];
    const fitted = (given: unknown, of: unknown) =>
      parse({ ...whole, steps: [{ kind, columns: [], options: given, state: of }] });
    for (const plant of settings.plants)
      test(`${kind}: options ${pathText(plant.path)} refuse ${plant.field}`, () =>
        refuses(() => fitted(plant.value, learned.base), plant));
    for (const plant of learned.plants)
      test(`${kind}: state ${pathText(plant.path)} refuses ${plant.field}`, () =>
        refuses(() => fitted(settings.base, plant.value), plant));
  }
});

test('every file that reads by a schema is tried here, and none lets Zod speak for itself', () => {
  const reading: string[] = [];
  for (const name of readdirSync(packages)) {
    const root = new URL(`${name}/src/`, packages);
    for (const path of sourcesIn(root)) {
      const text = readFileSync(new URL(path, root), 'utf8');
      const file = `${name}/src/${path}`;
      if (file.startsWith('base/src/schema/')) continue;
      if (text.includes('readBySchema(')) reading.push(file);
      if (!(file in OWN_SCHEMAS))
        assert.doesNotMatch(text, /(pretty|flatten|treeify|format)Error\b|\berror\.issues\b/, file);
    }
  }
  const tried = [...new Set([...READERS.map(({ file }) => file), ...Object.keys(ELSEWHERE)])];
  assert.deepEqual(reading.sort(), tried.sort());
});

function sourcesIn(root: URL): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(?<!\.test|\.long)\.ts$/.test(path),
    );
  } catch {
    return []; // a package without sources of ours
  }
}

async function moduleOf(path: string): Promise<Any> {
  return import(path.startsWith('@') ? path : new URL(path, packages).href);
}

/** What a module exports: '@capstan/capital risk.parseEvidence', 'serve/src/options.ts parseOptions'. */
async function named(text: string): Promise<Fn> {
  const [module = '', name = ''] = text.split(' ');
  let found: unknown = await moduleOf(module);
  for (const part of name.split('.')) found = (found as Any)[part]; // as: a module or a namespace
  assert.ok(found, text);
  return found as Fn; // as: or a schema, which plantsOf takes
}

function refuses(read: () => unknown, { path, field, meant }: Plant): void {
  assert.throws(read, (error: unknown) => {
    assert.ok(error instanceof CapstanError, String(error));
    const at = pathText(path);
    assert.ok(error.message.includes(at), `${at} in: ${error.message}`);
    assert.match(error.message, new RegExp(`(There is no field|has no option) '${field}'`));
    assert.ok(error.message.includes(`Did you mean '${meant}'?`), error.message);
    assert.match(error.message, /(There are:|It takes) \w+/);
    assert.doesNotMatch(error.message, /Unrecognized|Invalid|Too (small|big)/);
    return true;
  });
}
