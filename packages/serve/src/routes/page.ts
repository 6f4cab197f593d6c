import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { escapeHtml } from '@capstan/base';
import type { FastifyInstance } from 'fastify';
import type { Context } from './context.ts';

/** `GET /`: a page on which to drop or draw a picture, or to fill in a row. It loads nothing from elsewhere, and its policy forbids it to. */
export function pageRoute(app: FastifyInstance, { models }: Context): void {
  const template = readFileSync(new URL('../page/index.html', import.meta.url), 'utf8');
  const script = hashOf(template, 'script');
  const style = hashOf(template, 'style');
  const policy = `default-src 'none'; style-src '${style}'; script-src '${script}'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

  app.get('/', async (_request, reply) => {
    const facts = [...models.values()].map(({ name, version, engine, rows }) => {
      const { preprocessing, classes = [], architecture = '', computed = '' } = engine.hello ?? {};
      return {
        name,
        version,
        architecture,
        computed,
        size: preprocessing?.size,
        channels: preprocessing?.channels,
        classes: classes.length,
        columns: rows?.pipeline.inputs,
      };
    });
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer');
    return template.replace('{{models}}', () => escapeHtml(JSON.stringify(facts)));
  });
}

/** What a content security policy calls the element's text. */
function hashOf(html: string, tag: string): string {
  const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
