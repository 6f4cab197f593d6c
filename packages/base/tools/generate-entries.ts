// Writes packages/*/generated/signatures.ts and the guarded entry points, packages/*/generated/entry*.ts, from the TypeScript
// signatures of what each package exports: of every entry point in its package.json that has `types` (the plain module, for
// the compiler) and `default` (the guarded one, for Node). With --check it writes nothing and fails where a file is stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Compiler, root } from './entries/read.ts';
import { renderEntry, renderSignatures } from './entries/render.ts';
import { renderWraps } from './entries/render-wraps.ts';

/** The error that each package throws. */
const ERRORS: Readonly<Record<string, string>> = {
  base: 'CapstanError',
  torch: 'TorchError',
  trees: 'TreesError',
  data: 'DataError',
  models: 'ModelError',
  ledger: 'LedgerError',
  page: 'PageError',
  evaluate: 'EvaluateError',
  train: 'TrainError',
  search: 'SearchError',
  serve: 'ServeError',
  capital: 'CapitalError',
  cli: 'CliError',
};

/** The class whose objects most calls of a package are of, and the file that declares it: such calls cost nothing. */
const COMMON: Readonly<Record<string, { name: string; file: string }>> = {
  torch: { name: 'Tensor', file: '../src/tensor/tensor.ts' },
};

/** The packages whose records are written by hand, as plans and requests are: they are looked into as well, not options alone. */
const RECORDS = new Set(['serve', 'capital']);
/** The packages whose results users write by hand as well, as bills and cap tables: only those of other packages are values. */
const BY_HAND = new Set([...RECORDS, 'ledger']);

const check = process.argv.includes('--check');
const stale: string[] = [];

const packages = readdirSync(join(root, 'packages'))
  .sort()
  .map((name) => ({
    name,
    folder: join(root, 'packages', name),
    entries: guardedEntries(join(root, 'packages', name)),
  }))
  .filter(({ entries }) => entries.length > 0);
using compiler = new Compiler(
  packages.flatMap(({ name, folder, entries }) => entries.map(({ types }) => [name, join(folder, types)] as const)),
);
for (const { name, folder, entries } of packages) {
  const error = ERRORS[name] ?? 'CapstanError';
  const read = compiler.read(
    name,
    entries.map(({ entry, types }) => [entry, join(folder, types)] as const),
    error,
    RECORDS.has(name) ? 'records' : 'options',
    BY_HAND.has(name),
  );
  const fromGenerated = (path: string) => relative(join(folder, 'generated'), path);
  write(join(folder, 'generated/signatures.ts'), renderSignatures(read));
  const common = COMMON[name];
  if (common) write(join(folder, 'generated/wraps.ts'), renderWraps(read, common));
  for (const { entry, types, path } of entries) {
    const plain = fromGenerated(join(folder, types));
    const errorFile = fromGenerated(read.errorFile);
    const prefix = name === 'torch' ? 'torch.' : '';
    const inner = new Map(entry === '.' ? [...read.inner].map(([each, file]) => [each, fromGenerated(file)]) : []);
    const tops = read.tops.get(entry) ?? [];
    write(
      join(folder, path),
      renderEntry({ plain, tops, error, errorFile, inner, prefix, wraps: common !== undefined }),
    );
  }
}
for (const path of stale) console.error(`${path.slice(root.length)} is stale`);
if (stale.length > 0) process.exitCode = 1;

function guardedEntries(folder: string): { entry: string; types: string; path: string }[] {
  const manifest: { exports?: Record<string, string | { types?: string; default?: string }> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) =>
    typeof target === 'object' && target.types && target.default?.startsWith('./generated/')
      ? [{ entry, types: target.types, path: target.default }]
      : [],
  );
}

function write(path: string, text: string): void {
  let present: string | undefined;
  try {
    present = readFileSync(path, 'utf8');
  } catch {
    present = undefined; // it is new
  }
  if (present === text) return;
  if (check) stale.push(path);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(path.slice(root.length));
  }
}
