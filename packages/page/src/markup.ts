/** Text that is HTML already; everything else is escaped when it is put into `html`. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[];

/**
 * Builds HTML or SVG in which every inserted text is escaped; markup made by `html` itself goes in as it is, lists are joined.
 *
 * @example
 * html`<td>${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((string, i) => string + (i < parts.length ? render(parts[i]) : '')).join(''));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeHtml(part);
  return part.map(render).join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Escapes what has a meaning in HTML; control characters and those that turn the direction of writing become a dot. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\u00b7')
    .replace(/[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/g, '\ufffd')
    .replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
