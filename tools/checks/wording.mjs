import { codeOnly } from './sources.mjs';

/**
 * Where a decision may hang on the English of an error: its message is searched, tested or compared. The few places that
 * have nothing else to go by are in files of their own, each with its reason in `wording.json`.
 *
 * @param {import('./sources.mjs').Source[]} sources
 * @param {Record<string, string>} reasons
 * @returns {string[]} places
 */
export function byWording(sources, reasons) {
  const search = /\b(message|reason|stack|stderr)\??\.(includes|startsWith|endsWith|match|matchAll|search|indexOf)\(/;
  const test = /\.(test|exec)\([^()]*\b(message|stack|stderr|reason|cause|error)\b/;
  const compare = /\.message\s*[!=]==?/;
  const used = new Set();
  const places = sources
    .filter(({ path }) => path.startsWith('packages/') && !/\/(testing|safety|sweep|tools|ranks)\//.test(path))
    .flatMap(({ path, text }) => {
      const lines = codeOnly(
        text.replace(/\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=\.(?:test|exec)\()/g, 'R'),
      ).split('\n');
      const found = lines.flatMap((line, i) =>
        search.test(line) || test.test(line) || compare.test(line) ? [`${path}:${i + 1}`] : [],
      );
      if (found.length === 0 || reasons[path] === undefined) return found;
      used.add(path);
      return [];
    });
  const idle = Object.keys(reasons).filter((path) => !used.has(path));
  return [...places, ...idle.map((path) => `${path}: a reason for nothing`)];
}
