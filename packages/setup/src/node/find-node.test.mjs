import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { run } from '../cache/run.mjs';
import { fetchedNode, findNode, isNewEnough, leastNode } from './find-node.mjs';

const old = process.env.CAPSTAN_STARTED_BY; // the Node that started the tests, which may be older than this one
const skip = !old || isNewEnough(process.env.CAPSTAN_STARTED_VERSION ?? '') ? 'needs a Node before 24.4' : false;

describe('a Node that is new enough', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-node-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('is told by number, not by letters', () => {
    for (const version of ['24.4.0', '24.10.1', 'v26.0.0', '100.0.0']) assert.ok(isNewEnough(version), version);
    for (const version of ['20.19.0', '24.3.9', '9.0.0', 'v22.22.0', '']) assert.ok(!isNewEnough(version), version);
    assert.ok(isNewEnough(fetchedNode, leastNode));
  });

  it('is this one where it is', () => {
    assert.equal(findNode(), process.execPath);
  });

  it('is else the npm package of the project, then the one that was fetched; an old package is passed over', {
    skip,
  }, async (t) => {
    const module = JSON.stringify(new URL('./find-node.mjs', import.meta.url).href);
    const program = `const { findNode } = await import(${module}); console.log(findNode([]));`;
    const app = join(dir, 'app/deep');
    mkdirSync(app, { recursive: true });
    const env = { ...process.env, CAPSTAN_CACHE: join(dir, 'cache') };
    /** @param {string} home @param {string} version */
    const add = (home, version) => {
      mkdirSync(join(home, 'node_modules/node/bin'), { recursive: true });
      writeFileSync(join(home, 'node_modules/node/bin/node'), '');
      writeFileSync(join(home, 'node_modules/node/package.json'), JSON.stringify({ version }));
      return join(home, 'node_modules/node/bin/node');
    };
    const found = async () =>
      (await run(String(old), ['--input-type=module', '-e', program], { cwd: app, env })).stdout.trim();
    const above = await found();
    if (above !== 'undefined') return t.skip(`somebody left ${above} above the temporary folder`);
    const fetched = add(join(dir, 'cache/node', fetchedNode), fetchedNode);
    assert.equal(await found(), fetched);
    add(join(dir, 'app'), '22.1.0');
    assert.equal(await found(), fetched);
    assert.equal(add(join(dir, 'app'), '24.21.0'), await found());
  });
});
