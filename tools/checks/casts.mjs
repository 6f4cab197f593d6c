import { codeOnly } from './sources.mjs';

/**
 * Casts without a reason. A reason is a comment in the same line or alone in the line above.
 *
 * @param {import('./sources.mjs').Source[]} sources
 * @returns {string[]} places
 */
export function casts(sources) {
  return sources
    .filter(({ path }) => path.endsWith('.ts') && path.startsWith('packages/') && !path.includes('/testing/'))
    .flatMap(({ path, text }) => {
      const [code, lines] = [
        codeOnly(text).replace(/^(import\b(?!\s*\()[^;]*?;|export (type )?(\{[^}]*\}|\*)[^;]*;)/gm, (match) =>
          match.replace(/[^\n]/g, ''),
        ),
        text.split('\n'),
      ];
      return code.split('\n').flatMap((line, i) => {
        const found = [...line.matchAll(/[\w)\]}'"`!>] as (?!const\b)[\w([{'"`]/g)];
        if (found.length === 0 || /\/\/|\*\//.test(lines[i] ?? '') || /^\s*(\/\/|\*)/.test(lines[i - 1] ?? ''))
          return [];
        return found.map(() => `${path}:${i + 1}`);
      });
    });
}
