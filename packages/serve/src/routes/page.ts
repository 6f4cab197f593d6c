import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/**
 * `GET /`: a page on which to drop or draw a picture, to drop a recording, or to fill in a row. It loads nothing from elsewhere, and its policy
 * forbids it to; what is served it asks for, with the key where one is wanted.
 */
export function pageRoute(app: FastifyInstance): void {
  const page = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');
  const script = hashOf(page, 'script');
  const style = hashOf(page, 'style');
  const policy = `default-src 'none'; style-src '${style}'; script-src '${script}'; img-src blob: data:; media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

  app.get('/', async (_request, reply) => {
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer');
    return page;
  });
}

/** What a content security policy calls the element's text. */
function hashOf(html: string, tag: string): string {
  const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
