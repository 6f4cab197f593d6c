import { html, type Markup } from './markup.ts';
import { count } from './number.ts';

/**
 * What was found in the data.
 *
 * @unguarded within: `Finding` of @capstan/data is one, with more
 */
export interface ReportFinding {
  severity: 'error' | 'warning' | 'note';
  message: string;
  hint?: string;
  items?: readonly { file: string; reason: string }[];
}

/** Files of a finding that are named. */
const FILES = 5;

/** Draws findings with what to do about each. */
export function findingList(findings: readonly ReportFinding[]): Markup {
  if (findings.length === 0) return html``;
  return html`<div class="card"><ul class="findings">${findings.map(({ severity, message, hint, items = [] }) => {
    const files = items.slice(0, FILES).map(({ file, reason }, i) => html`${i > 0 && '; '}${file} (${reason})`);
    const more = items.length > FILES && html`; ${count(items.length - FILES)} more`;
    return html`<li class="${severity}"><div>${message}</div>${hint && html`<div class="hint">${hint}</div>`}${items.length > 0 && html`<div class="files">${files}${more}</div>`}</li>`;
  })}</ul></div>`;
}
