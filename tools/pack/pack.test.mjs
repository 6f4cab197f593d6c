import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { pointAtJavaScript } from './emit.mjs';
import { manifest } from './manifest.mjs';
import { reachable } from './reachable.mjs';

describe('packing', () => {
  it('points workers and declarations at JavaScript, and nothing else', () => {
    const changed = [
      ["new Worker(new URL('./worker.ts', import.meta.url))", "new Worker(new URL('./worker.js', import.meta.url))"],
      ["export * from './a/b.ts';", "export * from './a/b.js';"],
      ["declare module './tensor.ts' {", "declare module './tensor.js' {"],
      ["type T = import('../x.ts').T;", "type T = import('../x.js').T;"],
    ];
    for (const [from, to] of changed) assert.equal(pointAtJavaScript(from), to);
    for (const same of [
      "const FILE = 'plan.ts';",
      "import 'x.ts';",
      "from './a.d.ts'",
      "new URL('./page.html', import.meta.url)",
    ])
      assert.equal(pointAtJavaScript(same), same);
  });

  it('writes a manifest with types, pinned siblings and no provenance that npm could not attest', () => {
    const source = {
      name: '@capstan/data',
      version: '0.1.0',
      description: 'Data.',
      license: 'Apache-2.0',
      exports: {
        '.': './src/index.ts',
        './setup': './src/x.mjs',
        './deep': { types: './src/d.ts', default: './generated/d.ts' },
      },
      dependencies: { '@capstan/base': '0.1.0' },
      devDependencies: { left: '1.0.0' },
    };
    const workspace = { version: '0.1.0' };
    const about = manifest(source, { folder: 'packages/data', files: ['src', 'generated'], workspace });
    assert.deepEqual(about.exports, {
      '.': { types: './src/index.d.ts', default: './src/index.js' },
      './setup': { types: './src/x.d.mts', default: './src/x.mjs' },
      './deep': { types: './src/d.d.ts', default: './generated/d.js' },
      './package.json': './package.json',
    });
    assert.deepEqual([about.files, about.engines, about.sideEffects], [['generated', 'src'], { node: '>=24.4' }, true]);
    assert.deepEqual(about.publishConfig, { access: 'public' });
    assert.ok(!('devDependencies' in about || 'repository' in about));
    const repository = 'git+https://example.org/capstan.git';
    const known = manifest(source, { folder: 'packages/data', files: [], workspace: { ...workspace, repository } });
    assert.deepEqual(known.repository, { type: 'git', url: repository, directory: 'packages/data' });
    assert.equal(known.publishConfig.provenance, true);
  });

  it('takes what entry points lead to: imports, workers, declarations, source maps', () => {
    const dir = mkdtempSync(join(tmpdir(), 'capstan-reach-'));
    after(() => rmSync(dir, { recursive: true }));
    /** @type {Record<string, string>} */
    const files = {
      'src/index.js': "export { a } from './a.js';\nnew Worker(new URL('./worker.js', import.meta.url));\n",
      'src/index.js.map': '{}',
      'src/index.d.ts': "export type { T } from './types.js';\n",
      'src/a.js': "const late = () => import('./late.js');\nnew URL('../..', import.meta.url);\n",
      'src/types.js': '',
      'src/types.d.ts': '',
      'src/worker.js': '',
      'src/late.js': '',
      'src/lonely.js': '',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
    const found = [...reachable([join(dir, 'src/index.js')])].map((path) => relative(dir, path));
    assert.deepEqual(
      found.sort(),
      Object.keys(files)
        .filter((name) => !name.includes('lonely'))
        .sort(),
    );
  });
});
