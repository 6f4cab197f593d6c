import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { find } from '../files.mjs';

/** @typedef {{ path: string, text: string }} Source path: from the root, with slashes */

/**
 * The code that people write and others use: no tests, nothing generated, no fixtures.
 *
 * @param {string} checkout
 * @returns {Source[]}
 */
export function sources(checkout) {
  const code = /(?<!\.test|\.long|\.d)\.(ts|mts|mjs)$/;
  return ['packages', 'tools', 'bench', 'examples', 'solutions']
    .flatMap((dir) => find(join(checkout, dir), code))
    .map((path) => ({ path: relative(checkout, path).replaceAll('\\', '/'), full: path }))
    .filter(({ path }) => !/(^|\/)(generated|fixtures|build)\//.test(path))
    .map(({ path, full }) => ({ path, text: readFileSync(full, 'utf8') }));
}

/**
 * A text without comments and without what stands in strings, line for line.
 *
 * @param {string} text
 */
export function codeOnly(text) {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`/g;
  let code = '';
  let at = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const end = match[0] === '`' ? templateEnd(text, match.index + 1) : token.lastIndex;
    const whole = text.slice(match.index, end);
    const quote = match[0][0] === '/' ? '' : match[0][0];
    code += text.slice(at, match.index) + quote + whole.replace(/[^\n]/g, '') + quote;
    at = end;
    token.lastIndex = end;
  }
  return code + text.slice(at);
}

/** Where a template ends that begins before `from`; others may stand in its expressions. @param {string} text @param {number} from */
function templateEnd(text, from) {
  let i = from;
  while (i < text.length && text[i] !== '`') {
    if (text.startsWith('${', i)) i = expressionEnd(text, i + 2);
    else i += text[i] === '\\' ? 2 : 1;
  }
  return i + 1;
}

/** @param {string} text @param {number} from @returns {number} after its closing brace */
function expressionEnd(text, from) {
  let open = 1;
  let i = from;
  while (i < text.length && open > 0) {
    const string = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y;
    string.lastIndex = i;
    if (string.test(text)) i = string.lastIndex;
    else if (text[i] === '`') i = templateEnd(text, i + 1);
    else {
      open += text[i] === '{' ? 1 : text[i] === '}' ? -1 : 0;
      i++;
    }
  }
  return i;
}
