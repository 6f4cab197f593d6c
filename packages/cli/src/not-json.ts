import { jsonFaultAt } from '@capstan/base';
import { CliError } from './errors.ts';

/** What is wrong with a text that should be JSON, in words of ours: its place, what stands there, and what was likely meant. */
export function notJson(path: string, text: string, cause: SyntaxError): CliError {
  const { at, says } = jsonFaultAt(text) ?? { at: text.length, says: 'it is not read' }; // as JSON.parse, which refused it
  const before = text.slice(0, at).trimEnd();
  const last = before.at(-1);
  const line = before === '' ? 1 : text.slice(0, at).split('\n').length;
  const column = at - text.slice(0, at).lastIndexOf('\n');
  const rest = text.slice(at).split('\n', 1)[0]!.slice(0, 24).trim();
  const shown = rest === '' ? 'the end' : `'${rest}'`;
  const meant =
    text.trim() === ''
      ? 'the file is empty'
      : last === ',' && /^[}\]]/.test(rest)
        ? `a comma stands before ${shown}: leave it out`
        : rest.startsWith("'")
          ? `${shown}: JSON takes double quotes alone`
          : /^["\d{[tfn-]/.test(rest) && last !== undefined && /["\d}\]el]/.test(last)
            ? `a comma is missing before ${shown}`
            : rest === ''
              ? 'it ends before its brackets are closed'
              : /^\/[/*]/.test(rest)
                ? `${shown}: JSON has no comments; call the file .ts and export the plan`
                : rest.startsWith('"') && says.startsWith('the text')
                  ? says
                  : `${shown} does not belong there`;
  return new CliError('plan-unreadable', `${path}:${line}:${column} is not JSON: ${meant}.`, {
    fields: { path, line, column },
    cause,
  });
}
