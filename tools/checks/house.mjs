// What a stranger meets in the tree, counted in one table. Each number may fall and may not rise: `ratchet.json` holds what
// was last allowed; `node tools/checks/house.mjs --lower` writes down what has fallen, `--list` shows every place,
// `--take` takes the numbers as they are, which wants a reason in the commit.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace/root.mjs';
import { casts } from './casts.mjs';
import { circles } from './circles.mjs';
import { durations } from './durations.mjs';
import { doubled, unused } from './exports.mjs';
import { crowded } from './folders.mjs';
import { brokenLinks } from './links.mjs';
import { lineCount, tooLong } from './long-files.mjs';
import { sources } from './sources.mjs';
import { throwsTags } from './throws.mjs';
import { byWording } from './wording.mjs';

/** @typedef {{ name: string, places: string[] }} Count */
/** @typedef {{ strict?: string[], most: Record<string, number>, lines: Record<string, number>, coverage?: Record<string, number> }} Ratchet strict: of which a rise fails, elsewhere it is only said; coverage: per cent at least */

const [ratchetFile, reasonsFile, wordingFile] = ['ratchet.json', 'reasons.json', 'wording.json'].map((name) =>
  join(import.meta.dirname, name),
);

/** @param {string} [checkout] @returns {Count[]} */
export function counts(checkout = root) {
  const code = sources(checkout);
  const [reasons, wording] = [reasonsFile, wordingFile].map((path) => JSON.parse(readFileSync(path, 'utf8')));
  return [
    { name: 'circles of imports', places: circles(checkout).map((files) => files.join(' ')) },
    { name: 'crowded folders', places: crowded(code) },
    { name: 'long files without a reason', places: tooLong(code, reasons) },
    { name: 'names that mean two things', places: doubled(code) },
    { name: 'casts without a reason', places: casts(code) },
    { name: 'unused exports', places: unused(code, checkout) },
    { name: 'broken links', places: brokenLinks(checkout) },
    { name: 'decisions by wording', places: byWording(code, wording) },
    { name: 'durations without a unit', places: durations(code) },
    { name: '@throws of another form', places: throwsTags(code) },
  ];
}

/** Lines of code a package, tests left out. @param {string} [checkout] */
export function linesByPackage(checkout = root) {
  /** @type {Record<string, number>} */
  const lines = {};
  for (const { path, text } of sources(checkout)) {
    const name = /^packages\/([^/]+)\//.exec(path)?.[1] ?? path.split('/')[0];
    lines[name] = (lines[name] ?? 0) + lineCount(text);
  }
  return lines;
}

/**
 * @param {Count[]} found
 * @param {Ratchet} ratchet
 * @returns {string[]} what rose, each with its places
 */
export function risen(found, ratchet) {
  return found
    .filter(({ name, places }) => places.length > (ratchet.most[name] ?? 0))
    .map(({ name, places }) => {
      const shown = places.slice(0, 20).map((place) => `  ${place}`);
      const rest = places.length > 20 ? [`  and ${places.length - 20} more: node tools/checks/house.mjs --list`] : [];
      return [`${name}: ${places.length}, at most ${ratchet.most[name] ?? 0}`, ...shown, ...rest].join('\n');
    });
}

/** As the formatter wants it: a short list in one line. @param {Ratchet} ratchet */
function writeRatchet(ratchet) {
  const text = JSON.stringify(ratchet, null, 2).replace(
    /\[([^\]]*)\]/g,
    (_, list) => `[${list.trim().replace(/\s*\n\s*/g, ' ')}]`,
  );
  writeFileSync(ratchetFile, `${text}\n`);
}

/** @param {Count[]} found @param {Record<string, number>} lines @param {Ratchet} ratchet */
export function table(found, lines, ratchet) {
  const sign = (/** @type {number} */ by) => (by === 0 ? '' : `${by > 0 ? '+' : ''}${by}`);
  const rows = [
    ...found.map(({ name, places }) => [name, places.length, sign(places.length - (ratchet.most[name] ?? 0))]),
    ...Object.keys(lines)
      .sort()
      .map((name) => [`lines of ${name}`, lines[name], sign(lines[name] - (ratchet.lines[name] ?? 0))]),
  ];
  return rows.map(([name, count, change]) =>
    `${String(name).padEnd(30)}${String(count).padStart(7)}  ${change}`.trimEnd(),
  );
}

/** @returns {Ratchet} */
export function readRatchet() {
  return JSON.parse(readFileSync(ratchetFile, 'utf8'));
}

if (process.argv[1] === import.meta.filename) {
  const [found, lines, ratchet] = [counts(), linesByPackage(), readRatchet()];
  if (process.argv.includes('--list'))
    for (const { name, places } of found) console.log(`${name}\n  ${places.join('\n  ')}`);
  if (process.argv.includes('--lower')) {
    const most = Object.fromEntries(
      found.map(({ name, places }) => [name, Math.min(places.length, ratchet.most[name] ?? places.length)]),
    );
    writeRatchet({ ...ratchet, most, lines });
  }
  if (process.argv.includes('--take')) {
    const most = Object.fromEntries(found.map(({ name, places }) => [name, places.length]));
    const strict = found.map(({ name }) => name);
    writeRatchet({ ...ratchet, strict, most, lines });
  }
  console.log(table(found, lines, ratchet).join('\n'));
  const problems = risen(found, ratchet);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
