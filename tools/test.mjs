// npm test: types, lint, order of imports, generated files, then every test. Exactly what CI runs.
// npm test -- packages/data …  runs only the tests under the given paths, without the checks before them.
import { join, relative } from 'node:path';
import { run } from '../packages/setup/src/cache/run.mjs';
import { main } from '../packages/setup/src/main.mjs';
import { duration, say } from '../packages/setup/src/report/output.mjs';
import { counts, linesByPackage, readRatchet, risen, table } from './checks/house.mjs';
import { find } from './files.mjs';
import { staleFiles } from './generated.mjs';
import { importProblems } from './imports.mjs';
import { runNode } from './node.mjs';
import { setup } from './setup.mjs';
import { sharingCores } from './workspace/cores.mjs';
import { longestFirst } from './workspace/longest-first.mjs';
import { root } from './workspace/root.mjs';
import { systemNode } from './workspace/system-node.mjs';

const bin = join(root, 'node_modules/.bin');

/** @typedef {{ name: string, check: () => Promise<string[]> }} Section a check gives what is wrong, in words */

/**
 * @param {import('./workspace/stamp.mjs').Ready} ready
 * @returns {Section[]}
 */
function sections(ready) {
  /** @param {string} name @param {string[]} args */
  const tool = async (name, args) => {
    const shell = process.platform === 'win32';
    const { code, stdout, stderr } = await run(join(bin, name), args, { cwd: root, shell });
    return code === 0 ? [] : [`${stdout}${stderr}`.trim()];
  };
  return [
    { name: 'types', check: () => tool('tsc', ['--noEmit', '-p', 'tsconfig.json']) },
    { name: 'types of tools', check: () => tool('tsc', ['--noEmit', '-p', 'tools/tsconfig.json']) },
    { name: 'lint', check: () => tool('biome', ['check', '--max-diagnostics=50', '.']) },
    { name: 'imports', check: async () => importProblems() },
    { name: 'the house', check: async () => house() },
    { name: 'generated files', check: () => staleFiles(ready) },
  ];
}

/** The counts of the house as a table, and what of them rose. */
function house() {
  const [found, ratchet] = [counts(), readRatchet()];
  for (const row of table(found, linesByPackage(), ratchet)) say(`      ${row}`);
  const strict = (/** @type {{ name: string }} */ { name }) => ratchet.strict?.includes(name) ?? false;
  for (const problem of risen(
    found.filter((count) => !strict(count)),
    ratchet,
  ))
    say(`      rose: ${problem}`);
  return risen(found.filter(strict), ratchet);
}

/** @param {string[]} paths */
function testFiles(paths) {
  const all = ['packages', 'tools', 'bench', 'docs', 'examples', 'solutions'];
  const wanted = paths.length > 0 ? paths : all.map((name) => join(root, name));
  return wanted.flatMap((path) => (/\.test\.\w+$/.test(path) ? [path] : find(path, /\.test\.(ts|mjs)$/)));
}

await main(async () => {
  const started = performance.now();
  const paths = process.argv.slice(2);
  const ready = await setup({ quiet: true });

  const failed = [];
  for (const { name, check } of paths.length > 0 ? [] : sections(ready)) {
    const begun = performance.now();
    const problems = await check();
    say(`${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name} (${duration((performance.now() - begun) / 1000)})`);
    for (const problem of problems) say(problem.replace(/^/gm, '      '));
    if (problems.length > 0) failed.push(name);
  }

  const files = testFiles(paths).map((path) => relative(root, path));
  if (files.length === 0) throw new Error(`no test file in ${paths.join(', ')}`);
  say(`      tests: ${files.length} files`);
  process.chdir(root);
  const env = { ...sharingCores, ...process.env, ...(await systemNode()) };
  if ((await runNode([join(root, 'tools/run-tests.mjs'), ...longestFirst(files)], ready, env)) !== 0)
    failed.push('tests');

  const total = duration((performance.now() - started) / 1000);
  say(failed.length === 0 ? `all passed in ${total}` : `failed: ${failed.join(', ')} (${total})`);
  return failed.length === 0 ? 0 : 1;
});
