import { html, Markup } from './markup.ts';
import { clip } from './number.ts';
import { STYLE } from './style.ts';

/** One HTML file that loads nothing from elsewhere; its content policy forbids it. */
export function page(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${clip(title, 120)}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text;
}

/** A part of a page under its heading. */
export function section(title: string, lead: string, body: Markup): Markup {
  return html`<section><div class="head"><h2>${title}</h2>${lead !== '' && html`<p class="lead">${lead}</p>`}</div>${body}</section>`;
}

/** A figure in large type, with what it is above and what it means below. */
export function figureCard(label: string, value: Markup | string, note: Markup | string, picture?: Markup): Markup {
  const long = typeof value === 'string' && value.length > 7;
  return html`<div class="card"><div class="label">${label}</div><div class="value${long ? ' long' : ''}">${value}</div>${picture}<div class="note">${note}</div></div>`;
}
