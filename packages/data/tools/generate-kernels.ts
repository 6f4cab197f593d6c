// Compiles kernels/ (AssemblyScript) to generated/kernels.wasm:
//   npm run node -- packages/data/tools/generate-kernels.ts [--check]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(import.meta.dirname, '..');
const target = join(folder, 'generated/kernels.wasm');
const compiler = fileURLToPath(import.meta.resolve('assemblyscript/asc')).replace(/dist.asc\.js$/, 'bin/asc.js');

const draft = mkdtempSync(join(tmpdir(), 'capstan-kernels-'));
try {
  const made = join(draft, 'kernels.wasm');
  const options = ['--runtime', 'stub', '--optimizeLevel', '3', '--converge', '--enable', 'simd', '--noAssert'];
  const args = [compiler, 'kernels/index.ts', '--outFile', relative(folder, made), ...options];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`kernels/ cannot be compiled:\n${stderr}`);
  if (!process.argv.includes('--check')) writeFileSync(target, readFileSync(made));
  else if (!readFileSync(target).equals(readFileSync(made))) {
    console.error('generated/kernels.wasm is not what kernels/ compiles to');
    process.exitCode = 1;
  }
} finally {
  rmSync(draft, { recursive: true });
}
