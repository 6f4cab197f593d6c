/** @typedef {import('./sources.mjs').Source} Source */

/** Codes that any class of ours may have: what can be wrong with a call. */
const CALLS = 'packages/base/src/options/read-options.ts';

/**
 * Docstrings whose `@throws` is not `@throws {Class} code, code — when`, or `@throws {Class} what `f` throws`; or that name a code
 * which the class's catalogue lacks. Other classes than those of the packages have no codes: `@throws {Class} — when`.
 *
 * @param {Source[]} sources
 * @returns {string[]} places
 */
export function throwsTags(sources) {
  const catalogues = cataloguesOf(sources);
  return sources
    .filter(({ path }) => path.startsWith('packages/') && !path.includes('/testing/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\//g)].flatMap((comment) =>
        tagsOf(comment[0]).flatMap(({ at, tag }) => {
          const fault = faultOf(tag, catalogues);
          const line = text.slice(0, comment.index + at).split('\n').length;
          return fault === undefined ? [] : [`${path}:${line} ${fault}`];
        }),
      ),
    );
}

/** @param {string} comment */
function tagsOf(comment) {
  const ends = /\n[ \t]*\*[ \t]*(?=@)|[ \t]@(?:example|returns|param|throws|unguarded|internal)\b|\s*\*\/$/.source;
  return [...comment.matchAll(new RegExp(`@throws\\b([\\s\\S]*?)(?=${ends})`, 'g'))].map((match) => ({
    at: match.index,
    tag: (match[1] ?? '').replace(/\s*\n[ \t]*\*[ \t]*/g, ' ').trim(),
  }));
}

/** @param {string} tag @param {ReadonlyMap<string, ReadonlySet<string>>} catalogues @returns {string | undefined} */
function faultOf(tag, catalogues) {
  const [, name, as, codes, when] =
    /^\{(\w+)\}(?: (what `[\w.#]+` throws)(?:[,;] .*)?|( [\w-]+(?:, [\w-]+)*)?( — \S.*))$/s.exec(tag) ?? [];
  if (name === undefined) return `@throws ${tag.slice(0, 60)}`;
  const known = catalogues.get(name);
  if (as !== undefined) return undefined;
  if (known === undefined) return codes === undefined || name === 'Error' ? undefined : `${name} has no codes`;
  if (codes === undefined) return `no code of ${name}${when}`;
  const unknown = codes.split(',').find((code) => !known.has(code.trim()));
  return unknown === undefined ? undefined : `${name} has no code${unknown}`;
}

/** The codes of each class of errors. @param {Source[]} sources */
function cataloguesOf(sources) {
  const entry = /^ {2}'?([a-z][a-z0-9-]*)'?: \{/gm;
  const calls = sources.find(({ path }) => path === CALLS);
  const shared = [...(calls?.text.matchAll(entry) ?? [])].map((match) => match[1] ?? '');
  /** @type {Map<string, Set<string>>} */
  const catalogues = new Map([['CapstanError', new Set(shared)]]);
  for (const { path, text } of sources) {
    if (!/^packages\/\w+\/src\/(report\/)?errors\.m?[tj]s$/.test(path)) continue;
    const name = /^export class (\w+)/m.exec(text)?.[1];
    const made = text.matchAll(/new \w+\(\s*'([a-z][a-z0-9-]*)'/g);
    if (name)
      catalogues.set(name, new Set([...text.matchAll(entry), ...made].map((match) => match[1] ?? '').concat(shared)));
  }
  return catalogues;
}
