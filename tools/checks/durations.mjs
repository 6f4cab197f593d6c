import { codeOnly } from './sources.mjs';

/**
 * Fields, options and parameters that hold a span of time and do not say its unit: `timeoutMs`, not `timeout`.
 *
 * @param {import('./sources.mjs').Source[]} sources
 * @returns {string[]} places
 */
export function durations(sources) {
  const named =
    /\b(\w*([tT]imeout|[dD]elay|[dD]uration|[gG]race|[pP]ause|[eE]lapsed|[lL]atency|[hH]eartbeat|[tT]imeLeft))\b\??: (readonly )?(number|count\b|z\.)/g;
  return sources
    .filter(({ path }) => path.endsWith('.ts') && path.startsWith('packages/') && !path.includes('/testing/'))
    .flatMap(({ path, text }) =>
      codeOnly(text)
        .split('\n')
        .flatMap((line, i) => [...line.matchAll(named)].map((match) => `${path}:${i + 1} ${match[1]}`)),
    );
}
