// npm run test:long: what takes too long for every change, run before a release: outcomes of trainings on other processors'
// instructions, soaks, kills, fuzz, the packages in an empty project.
// npm run test:long -- outcomes | long | soaks | coverage   runs one part, outcomes avx2 it under one instruction set; npm run test:long -- tools/long/install.long.mjs one file.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { main } from '../packages/setup/src/main.mjs';
import { duration, say } from '../packages/setup/src/report/output.mjs';
import { readRatchet } from './checks/house.mjs';
import { find } from './files.mjs';
import { floorsOf, judgeCoverage } from './long/coverage.mjs';
import { outcomeFiles, outcomePages, variants } from './long/outcomes.mjs';
import { soaks } from './long/soaks.mjs';
import { runNode } from './node.mjs';
import { setup } from './setup.mjs';
import { sharingCores } from './workspace/cores.mjs';
import { root } from './workspace/root.mjs';
import { systemNode } from './workspace/system-node.mjs';

const roots = ['packages', 'tools', 'bench', 'docs', 'examples', 'solutions'];
const options = ['--test', '--test-concurrency=1', '--test-timeout=1800000', '--test-reporter=spec'];

/** The floors that a run over these packages, or over all, is held to. @param {string[]} under */
function floors(under) {
  const names = under.length > 0 ? under.map((path) => path.split('/')[1]) : readdirSync(join(root, 'packages'));
  return floorsOf(names, readRatchet().coverage ?? {});
}

await main(async () => {
  const started = performance.now();
  const asked = process.argv.slice(2);
  const named = asked.filter((word) => /\.(long|test)\.\w+$/.test(word));
  const parts = ['long', 'outcomes', 'soaks', 'coverage', ...variants.flatMap((variant) => Object.values(variant))];
  const unknown = asked.find((word) => !named.includes(word) && !parts.includes(word) && !word.startsWith('packages/'));
  if (unknown !== undefined) {
    say(
      `there is no part '${unknown}': it is ${[...new Set(parts)].join(', ')}, packages/NAME after coverage, or a file *.long.ts`,
    );
    return 2;
  }
  const ready = await setup({ quiet: true });
  process.chdir(root);
  /** @param {string} part */
  const wanted = (part) => asked.length === 0 || asked.includes(part);
  const env = { ...sharingCores, ...process.env, ...(await systemNode()), CAPSTAN_LONG: '1' };
  const failed = [];

  const long = named.length > 0 ? named : roots.flatMap((dir) => find(join(root, dir), /\.long\.(ts|mjs)$/));
  if (named.length > 0 || wanted('long')) {
    say(`long tests: ${long.length} files`);
    const files = long.map((path) => relative(root, join(root, relative(root, path))));
    if ((await runNode([...options, ...files], ready, env)) !== 0) failed.push('long tests');
  }
  const some = variants.filter((variant) => Object.values(variant).some((value) => asked.includes(value)));
  for (const variant of named.length > 0 || !wanted('outcomes') ? [] : some.length > 0 ? some : variants) {
    const name = Object.entries(variant).map((pair) => pair.join('='));
    const files = outcomeFiles().map((path) => relative(root, path));
    say(`outcomes of trainings under ${name.join(' ')}: ${files.length} files`);
    if (
      (await runNode([...options, ...files], ready, {
        ...env,
        ...variant,
        CAPSTAN_PAGES: outcomePages().join(','),
      })) !== 0
    )
      failed.push(name.join(' '));
  }
  for (const soak of named.length === 0 && wanted('soaks') ? soaks : []) {
    say(`soak: ${soak.join(' ')}`);
    if ((await runNode(soak, ready, env)) !== 0) failed.push(soak.join(' '));
  }
  if (named.length === 0 && wanted('coverage')) {
    const lcov = join(root, '.capstan/lcov.info');
    const under = asked.filter((word) => word.startsWith('packages/')); // coverage packages/page: of these alone
    const files = (under.length > 0 ? under : roots)
      .flatMap((dir) => find(join(root, dir), /\.test\.(ts|mjs)$/))
      .map((path) => relative(root, path));
    say(`coverage: ${files.length} files`);
    const measured = [
      ...['--experimental-test-coverage', '--test-coverage-include=packages/*/src/**'],
      ...['--test-coverage-exclude=**/*.test.*', '--test-coverage-exclude=**/testing/**'],
      ...['--test-reporter-destination=stdout', '--test-reporter=lcov', `--test-reporter-destination=${lcov}`],
    ];
    if ((await runNode([...options, ...measured, ...files], ready, env)) !== 0) failed.push('tests under coverage');
    const { rows, problems } = judgeCoverage(lcov, floors(under));
    for (const line of [...rows, ...problems]) say(`  ${line}`);
    if (problems.length > 0) failed.push('coverage');
  }
  const total = duration((performance.now() - started) / 1000);
  say(failed.length === 0 ? `all passed in ${total}` : `failed: ${failed.join(', ')} (${total})`);
  return failed.length === 0 ? 0 : 1;
});
