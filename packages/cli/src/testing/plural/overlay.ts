// Loaded before anything else: every file of `additions` is there, and every list has its line more, though no file was written.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { additions, extended } from './additions.ts';

const root = join(import.meta.dirname, '../../../../..');
const urlOf = (path: string) => pathToFileURL(join(root, path)).href;
for (const { file } of additions) if (existsSync(join(root, file))) throw new Error(`${file} is there already`);
const files = new Map(additions.map(({ file, text }) => [urlOf(file), text]));
const lists = new Map(additions.map((addition) => [urlOf(addition.list), addition]));

registerHooks({
  resolve(specifier, context, next) {
    const url = specifier.startsWith('.') && context.parentURL ? new URL(specifier, context.parentURL).href : specifier;
    return files.has(url) ? { url, format: 'module-typescript', shortCircuit: true } : next(specifier, context);
  },
  load(url, context, next) {
    const text = files.get(url);
    if (text !== undefined) return { format: 'module-typescript', source: text, shortCircuit: true };
    const loaded = next(url, context);
    const addition = lists.get(url);
    return addition === undefined ? loaded : { ...loaded, source: extended(String(loaded.source), addition) };
  },
});
