// Whether this checkout can be released as it says: one version everywhere, not called unreleased, not tagged yet. .ci/release asks first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../packages/setup/src/cache/run.mjs';
import { root } from '../workspace/root.mjs';
import { isUnreleased, versionProblems } from './versions.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const problems = versionProblems();
if (isUnreleased()) problems.push(`CHANGELOG.md calls ${version} unreleased: say its date instead`);
if (existsSync(join(root, '.git'))) {
  const { stdout } = await run('git', ['tag', '--list', `v${version}`], { cwd: root });
  if (stdout.trim() !== '') problems.push(`v${version} is tagged already: raise the version`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
