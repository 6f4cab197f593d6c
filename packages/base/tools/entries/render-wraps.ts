// Writes a function for each callable that is called with nothing or with objects of one class alone: it passes such calls on.
// Each has a text of its own, so that the engine keeps apart what it learns of each and inlines the callable: the same text for
// all, closed over the callable, costs some 30 ns a call, and `arguments` in place of a rest parameter 40; this costs nothing
// that can be measured (bench/torch/guard.ts).
import type { Read } from './read.ts';
import { MARK, quoted, sorted } from './render.ts';

/** How many objects are looked for. */
const MOST = 3;

/** @param name the class whose objects most calls are of; `file` declares it */
export function renderWraps({ calls }: Read, { name, file }: { name: string; file: string }): string {
  const lines = [MARK, `import type { Wrap } from '${'@capstan/base/guard'}';`];
  lines.push(
    `import { ${name} as Class } from '${file}';`,
    '',
    'export const wraps: Readonly<Record<string, Wrap>> = {',
  );
  for (const [key, written] of sorted(calls)) {
    const wrap = renderWrap(key, written, name);
    if (wrap) lines.push(`  ${quoted(key)}: ${wrap},`);
  }
  lines.push('};', '');
  return lines.join('\n');
}

function renderWrap(key: string, lines: readonly string[], name: string): string | undefined {
  if (key.startsWith('new ') || lines.at(-1) === '=> Promise' || lines[0]?.startsWith('...')) return undefined;
  const least = lines.filter((line) => /^\w+(:|$)/.test(line)).length;
  const other = lines.findIndex((line) => !/^\w+\??: /.test(line) || !line.split(/: |\|/).includes(`@${name}`));
  const most = Math.min(MOST, other === -1 ? lines.length : other);
  if (least > most) return undefined;
  const passes = Array.from({ length: most - least + 1 }, (_, i) => {
    const given = Array.from({ length: least + i }, (_, j) => `args[${j}]`);
    const test = [`args.length === ${given.length}`, ...given.map((each) => `${each} instanceof Class`)].join(' && ');
    return `if (${test}) return body.call(${['this', ...given].join(', ')});`;
  });
  return `(body, checked) => function (...args) { ${passes.join(' ')} return checked(this, args); }`;
}
