import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Context } from './context.ts';

/** `GET /`: a page on which to drop or draw a picture. It loads nothing from elsewhere, and its policy forbids it to. */
export function pageRoute(app: FastifyInstance, { models }: Context): void {
  const template = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');
  const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(template) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

  app.get('/', async (_request, reply) => {
    const facts = [...models.values()].map(({ name, version, engine }) => {
      const { preprocessing, classes = [], architecture = '', computed = '' } = engine.hello ?? {};
      return {
        name,
        version,
        architecture,
        computed,
        size: preprocessing?.size,
        channels: preprocessing?.channels,
        classes: classes.length,
      };
    });
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer');
    return template.replace('{{models}}', () => escapeHtml(JSON.stringify(facts)));
  });
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
