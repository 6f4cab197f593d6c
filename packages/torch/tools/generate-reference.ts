// Writes docs/reference/ from the docstrings of what src/index.ts exports: a page for each noun, and an index of the aten
// operators. With --check it writes nothing and fails where a page is stale. An export without a docstring fails too.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { operatorIndex } from './reference/operators.ts';
import { PAGES, pageOf } from './reference/pages.ts';
import { type Entry, readExports } from './reference/read.ts';
import { MARK, renderPage } from './reference/render.ts';

const folder = new URL('../../../docs/reference/', import.meta.url);

function pages(entries: readonly Entry[]): Map<string, string> {
  const byPage = Map.groupBy(entries, ({ file, name }) => pageOf(file, name));
  const files = new Map<string, string>();
  const lines: string[] = [];
  for (const page of PAGES) {
    const own = byPage.get(page.file) ?? [];
    const text = renderPage(page, own);
    files.set(`${page.file}.md`, page.file === 'operators' ? `${text}\n${operatorIndex()}` : text);
    const names = own
      .filter(({ kind }) => kind !== 'type')
      .map(({ name }) => `\`${name.slice(name.lastIndexOf('.') + 1)}\``);
    lines.push(`| [${page.title}](${page.file}.md) | ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' …' : ''} |`);
  }
  const index = [
    '# Reference of `@capstan/torch`',
    MARK,
    '| page | what is on it |\n|---|---|\n'.concat(lines.join('\n')),
  ];
  files.set('README.md', `${index.join('\n\n')}\n`);
  return files;
}

const entries = readExports();
const silent = entries.filter(({ doc, kind }) => !doc.text && kind !== 'type');
if (silent.length > 0) {
  console.error(`these exports have no docstring: ${silent.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const wanted = pages(entries);
mkdirSync(folder, { recursive: true });
const present = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
  (name) => wanted.get(name) !== present.get(name),
);
if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/reference/${name} is stale`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const name of stale) {
    const text = wanted.get(name);
    if (text === undefined) rmSync(new URL(name, folder));
    else writeFileSync(new URL(name, folder), text);
  }
  console.log(`${entries.length} exports on ${wanted.size} pages`);
}
