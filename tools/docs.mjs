// Runs what the documentation shows. Every ```ts block of README.md and docs/ is type-checked and run under Node 26,
// every ```sh block marked `run` goes through sh with `capstan` on the PATH. The blocks of a page share one folder and
// run in order.
//   ```ts                          checked and run
//   ```ts no-run                   checked
//   ```ts file=capstan.config.ts   checked and written under this name, for the blocks after it
//   ```sh run                      run; it must exit 0
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { run } from '../packages/setup/src/cache/run.mjs';
import { cli } from './capstan.mjs';
import { find } from './files.mjs';
import { root } from './workspace/root.mjs';

/** @typedef {{ line: number, language: string, words: string[], code: string }} Block words: what follows the language */
/** @typedef {{ name: string, dir: string, steps: Step[] }} Page */
/** @typedef {{ block: Block, path: string, where: string }} Step path of the written block, where in the page */

/**
 * The code blocks of a Markdown text.
 *
 * @param {string} text
 * @returns {Block[]}
 * @example blocks('```ts no-run\nlet x = 1;\n```') // [{ line: 1, language: 'ts', words: ['no-run'], code: 'let x = 1;\n' }]
 */
export function blocks(text) {
  const found = [];
  for (const match of text.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm)) {
    const line = text.slice(0, match.index).split('\n').length;
    found.push({ line, language: match[1], words: match[2].trim().split(/\s+/).filter(Boolean), code: match[3] });
  }
  return found;
}

/**
 * The pages whose blocks are run.
 *
 * @param {string} [checkout]
 */
export function pages(checkout = root) {
  const readmes = [join(checkout, 'README.md'), ...find(join(checkout, 'packages'), /[\\/]README\.md$/)];
  return [...readmes, ...['docs', 'examples'].flatMap((folder) => find(join(checkout, folder), /\.md$/))].filter(
    (path) => existsSync(path),
  );
}

/**
 * Writes the blocks of pages into folders below the checkout, from where the workspace's packages resolve.
 *
 * @param {string[]} paths
 * @returns {{ pages: Page[], dir: string, remove: () => void }}
 */
export function layOut(paths) {
  mkdirSync(join(root, '.capstan'), { recursive: true });
  const dir = mkdtempSync(join(root, '.capstan/docs-'));
  const laid = paths.map((path, i) => {
    const name = relative(root, path);
    const pageDir = join(dir, String(i));
    mkdirSync(pageDir);
    /** @type {Step[]} */
    const steps = [];
    for (const block of blocks(readFileSync(path, 'utf8'))) {
      const shell = block.language === 'sh' && block.words.includes('run');
      if (!shell && block.language !== 'ts') continue;
      const file = word(block, 'file') ?? `line-${block.line}.${block.language}`;
      const step = { block, path: join(pageDir, file), where: `${name}:${block.line}` };
      mkdirSync(dirname(step.path), { recursive: true });
      writeFileSync(step.path, block.code);
      steps.push(step);
    }
    return { name, dir: pageDir, steps };
  });
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return { pages: laid, dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/**
 * Type-checks every ts block that was laid out.
 *
 * @param {{ dir: string, pages: Page[] }} laid
 * @returns {Promise<string[]>} the compiler's complaints, each with the page and line that it is about
 */
export async function checkTypes({ dir, pages: laid }) {
  if (!laid.some(({ steps }) => steps.some(({ block }) => block.language === 'ts'))) return [];
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noUnusedLocals: false,
      noUnusedParameters: false,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: ['**/*.ts'],
  };
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/.bin/tsc');
  const { code, stdout, stderr } = await run(tsc, ['--noEmit', '--pretty', 'false', '-p', dir], { cwd: dir });
  if (code === 0) return [];
  const steps = laid.flatMap((page) => page.steps);
  const lines = `${stdout}${stderr}`.trim().split('\n');
  const complaints = lines.flatMap((line) => {
    const [, file, at, rest] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    const step = file && steps.find(({ path }) => path === join(dir, file));
    return step ? [`${step.where.replace(/\d+$/, String(step.block.line + Number(at)))} ${rest}`] : [];
  });
  // What is wrong in the packages themselves is for the check of the packages to say.
  const elsewhere = lines.some((line) => /^\.\.[\\/].*\(\d+,\d+\): /.test(line));
  return complaints.length > 0 || elsewhere ? complaints : lines;
}

/**
 * Runs one block.
 *
 * @param {Page} page
 * @param {Step} step
 * @param {{ node: string, addon: string }} ready
 * @returns {Promise<string | undefined>} what went wrong
 */
export async function runBlock(page, { block, path, where }, ready) {
  if (!runs(block)) return undefined;
  const bin = join(page.dir, '.bin');
  const env = {
    ...process.env,
    CAPSTAN_ADDON: ready.addon,
    CAPSTAN_DATA: process.env.CAPSTAN_DATA ?? join(root, '../shared/data'),
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    OMP_NUM_THREADS: '2',
  };
  let command = [ready.node, path];
  if (block.language === 'sh') {
    if (process.platform === 'win32') return undefined; // no sh to rely on
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'capstan'), `#!/bin/sh\nexec '${ready.node}' '${cli}' "$@"\n`);
    chmodSync(join(bin, 'capstan'), 0o755);
    command = ['sh', '-eu', path];
  }
  const { code, stdout, stderr } = await run(command[0], command.slice(1), { cwd: page.dir, env });
  return code === 0 ? undefined : `${where} exits ${code}:\n${`${stdout}${stderr}`.trim().slice(-3000)}`;
}

/** Whether a block is run, not only checked or written. @param {Block} block */
export function runs(block) {
  return block.language === 'sh' || !(block.words.includes('no-run') || word(block, 'file'));
}

/** @param {Block} block @param {string} name */
function word(block, name) {
  return block.words.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}
