import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CapstanError, nearest } from '@capstan/base';
import { CapitalError, type Plan, parsePlan } from '@capstan/capital';
import { bringPackages } from '@capstan/train';
import { CliError } from './errors.ts';
import { notJson } from './not-json.ts';
import { withPlaces } from './place-problems.ts';

export const PLAN = 'plan.ts';

/** What plans import. */
const PACKAGES = ['@capstan/capital', '@capstan/ledger', '@capstan/base'];

/**
 * Reads a plan file: TypeScript that exports it by default, or JSON.
 *
 * @throws {CliError} plan-missing, plan-unreadable
 * @throws {CapitalError} bad-plan — with all that is wrong in it
 */
export async function loadPlan(path: string): Promise<Plan> {
  if (!existsSync(path)) {
    throw new CliError(
      'plan-missing',
      `There is no ${path}. Name a plan file, capstan plan FILE; docs/capital.md shows how to write one.`,
      { fields: { path } },
    );
  }
  if (statSync(path).isDirectory()) {
    throw new CliError('file-unreadable', `${path} is a folder. Name a plan file in it, such as ${join(path, PLAN)}.`, {
      fields: { path },
    });
  }
  if (!/\.([cm]?[jt]s|json)$/.test(path)) {
    throw new CliError(
      'plan-unreadable',
      `${path} is no plan file: expected TypeScript, JavaScript or JSON by its name.`,
      {
        fields: { path },
      },
    );
  }
  if (path.endsWith('.json')) return placed(path, readJson(path));
  bringPackages();
  const module = await load(path);
  // Without an import or export Node takes a file for CommonJS, which exports an empty object.
  if (module.default === undefined || isEmpty(module.default)) {
    throw new CliError('plan-unreadable', `${path} exports no plan: expected \`export default definePlan({ … })\`.`, {
      fields: { path },
    });
  }
  return placed(path, module.default);
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Reads what a file held; what is wrong with it is told with its line and column. */
function placed(path: string, from: unknown): Plan {
  try {
    return parsePlan(from);
  } catch (error) {
    if (!(error instanceof CapitalError)) throw error;
    throw withPlaces(error, path, readFileSync(path, 'utf8'));
  }
}

/** The text of a file that a user named. @throws {CliError} file-unreadable */
export function readFile(path: string): string {
  if (!existsSync(path)) throw new CliError('file-unreadable', `There is no ${path}.`, { fields: { path } });
  return readFileSync(path, 'utf8');
}

async function load(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof CapstanError) throw error; // those say it in words of ours
    const syntax = error instanceof SyntaxError ? placeOf(error) : undefined;
    if (!syntax) throw unrunnable(path, error);
    const { file, line, column, text } = syntax;
    const what = error.message
      .replace("got 'ident'", 'got a name')
      .replace('<eof>', 'the end of the file')
      .replace(/\.$/, '');
    const missing = !what.startsWith("Expected ','")
      ? ''
      : /got '[)\]}]'/.test(what)
        ? ' A closing bracket is missing before it.'
        : ' A comma, a closing bracket or a quote is missing before it.';
    throw new CliError('plan-unreadable', `${file}:${line}:${column}: ${what}, at ${text}.${missing}`, {
      fields: { file, line, column },
      cause: error,
    });
  }
}

/** What a plan file fails on when it runs, with its line where Node says it. */
function unrunnable(path: string, error: Error): CliError {
  const whole = resolve(path);
  const [, line] = new RegExp(`${RegExp.escape(whole)}:(\\d+)`).exec(error.stack ?? '') ?? []; // Node puts it there
  const where = line === undefined ? '' : error instanceof SyntaxError ? `, line ${line}` : `, near line ${line}`;
  const [, stranger] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
  const meant = stranger === undefined ? undefined : nearest(stranger, PACKAGES);
  const what =
    stranger !== undefined
      ? `it imports '${stranger}', which is not installed${meant === undefined ? '' : `. Did you mean '${meant}'?`}`
      : 'url' in error && typeof error.url === 'string' && error.url !== pathToFileURL(whole).href
        ? `it imports ${relative(process.cwd(), fileURLToPath(error.url))}, which cannot be loaded`
        : error.message.replace('`<eof>`', 'the end of the file').replace(/\.$/, '');
  const quoted = error instanceof ReferenceError ? " A formula is a text: is: 'spend * 2'." : '';
  return new CliError(
    'plan-unreadable',
    `${path}${where}: ${what}${what.endsWith('?') ? '' : '.'} The file can't be run; put that right and try again.${quoted}`,
    {
      fields: { path, ...(line === undefined ? {} : { line: Number(line) }) },
      cause: error,
    },
  );
}

/** Node says where a file does not parse in the first lines of the error's stack alone: file:line, the line, carets under it. */
function placeOf({ stack = '' }: Error): { file: string; line: number; column: number; text: string } | undefined {
  const found = /^(.+?):(\d+)\n([\s\S]*?)\n([ \t]*)(\^+)/.exec(stack);
  if (!found) return undefined;
  const [, place, line, code, before, marks] = found as unknown as [string, string, string, string, string, string]; // as: all groups match
  const last = code.split('\n').at(-1)!;
  return {
    file: relative(process.cwd(), place.startsWith('file:') ? fileURLToPath(place) : place),
    line: Number(line),
    column: before.length + 1,
    text: `'${last.slice(before.length, before.length + Math.max(marks.length, 20)).trim()}'`,
  };
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(path, text, error);
  }
}
