import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { find } from '../files.mjs';

/**
 * Links in Markdown to files or headings that are not there.
 *
 * @param {string} checkout
 * @returns {string[]}
 */
export function brokenLinks(checkout) {
  const pages = [...find(checkout, /\.md$/)];
  return pages.flatMap((page) =>
    [...prose(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
      const [file, heading] = link.split('#');
      const target = file ? resolve(dirname(page), decodeURI(file)) : page;
      const fault = !existsSync(target)
        ? 'no such file'
        : heading && target.endsWith('.md') && !headings(readFileSync(target, 'utf8')).has(heading.toLowerCase())
          ? 'no such heading'
          : undefined;
      return fault ? [`${relative(checkout, page)}: ${link}: ${fault}`] : [];
    }),
  );
}

/** @param {string} text without code, where brackets are none of a link's */
function prose(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors that GitHub makes of a page's headings. @param {string} text */
function headings(text) {
  const found = new Set();
  for (const [, title] of text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let name = anchor;
    for (let i = 1; found.has(name); i++) name = `${anchor}-${i}`;
    found.add(name);
  }
  for (const [, id] of text.matchAll(/<a (?:name|id)="([^"]+)"/g)) found.add(id);
  return found;
}
