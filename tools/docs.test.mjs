import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { blocks, checkTypes, layOut, pages, runBlock, runs } from './docs.mjs';

const ready = { node: process.execPath, addon: process.env.CAPSTAN_ADDON ?? '' };

describe('the documentation', () => {
  const only = process.env.CAPSTAN_PAGES?.split(','); // the ends of the pages' paths
  const laid = layOut(pages().filter((path) => !only || only.some((end) => path.endsWith(end))));
  after(laid.remove);

  it('has the right types', async () => {
    assert.deepEqual(await checkTypes(laid), []);
  });

  for (const page of laid.pages) {
    for (const step of page.steps.filter(({ block }) => runs(block))) {
      it(`runs ${step.where}`, async () => {
        assert.equal(await runBlock(page, step, ready), undefined);
      });
    }
  }
});

describe('the runner of the documentation', () => {
  const dir = mkdtempSync(join(tmpdir(), 'capstan-docs-'));
  after(() => rmSync(dir, { recursive: true }));

  /** @param {string} text */
  const lay = (text) => {
    const path = join(dir, 'page.md');
    writeFileSync(path, text);
    return layOut([path]);
  };

  it('finds blocks with their lines and words', () => {
    assert.deepEqual(blocks('# A\n\n```ts no-run\nlet x = 1;\n```\n\n```\nplain\n```\n'), [
      { line: 3, language: 'ts', words: ['no-run'], code: 'let x = 1;\n' },
    ]);
  });

  it('catches a block that throws', async () => {
    const laid = lay("Text\n\n```ts\nthrow new Error('told you');\n```\n");
    after(laid.remove);
    const [page] = laid.pages;
    assert.match((await runBlock(page, page.steps[0], ready)) ?? '', /page\.md:3 exits 1:[\s\S]*told you/);
  });

  it('catches a wrong type, with its line in the page', async () => {
    const laid = lay('Text\n\n```ts no-run\nexport const a = 1;\nexport const x: string = a;\n```\n');
    after(laid.remove);
    assert.match((await checkTypes(laid)).join('\n'), /page\.md:5 error TS2322/);
  });

  it('lets a block use the file that one before it wrote', async () => {
    const laid = lay(
      "```ts file=answer.ts\nexport const answer: number = 42;\n```\n```ts\nimport { answer } from './answer.ts';\nif (answer !== 42) throw new Error('no');\n```\n",
    );
    after(laid.remove);
    const [page] = laid.pages;
    assert.equal(await runBlock(page, page.steps[1], ready), undefined);
  });

  it('catches a shell block that fails midway', { skip: process.platform === 'win32' }, async () => {
    const laid = lay('```sh run\nfalse\ntrue\n```\n');
    after(laid.remove);
    const [page] = laid.pages;
    assert.match((await runBlock(page, page.steps[0], ready)) ?? '', /exits 1/);
  });
});
