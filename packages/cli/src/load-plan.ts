import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CapstanError } from '@capstan/base';
import { type Plan, parsePlan } from '@capstan/capital';
import { bringPackages } from '@capstan/train';
import { CliError } from './errors.ts';

export const PLAN = 'plan.ts';

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
  if (path.endsWith('.json')) return parsePlan(readJson(path));
  bringPackages();
  const module = await load(path);
  if (module.default === undefined) {
    throw new CliError('plan-unreadable', `${path} exports no plan: expected \`export default definePlan({ … })\`.`, {
      fields: { path },
    });
  }
  return parsePlan(module.default);
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
    const what = `${error instanceof Error ? error.message : error}`
      .replace("got 'ident'", 'got a name')
      .replace(/\.$/, '');
    const missing = what.startsWith("Expected ','") ? ' A comma, or a closing bracket, is missing before it.' : '';
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
  const what =
    'url' in error && typeof error.url === 'string' && error.url !== pathToFileURL(whole).href
      ? `it imports ${relative(process.cwd(), fileURLToPath(error.url))}, which cannot be loaded`
      : error.message.replace('`<eof>`', 'the end of the file').replace(/\.$/, '');
  return new CliError(
    'plan-unreadable',
    `${path}${where}: ${what}. The file can't be run; put that right and try again.`,
    {
      fields: { path, ...(line === undefined ? {} : { line: Number(line) }) },
      cause: error,
    },
  );
}

/** Node says where a file does not parse in the first lines of the error's stack alone: file:line, the line, carets under it. */
function placeOf({ stack = '' }: Error): { file: string; line: number; column: number; text: string } | undefined {
  const found = /^(file:\/\/\S+?):(\d+)\n([\s\S]*?)\n([ \t]*)(\^+)/.exec(stack);
  if (!found) return undefined;
  const [, url, line, code, before, marks] = found as unknown as [string, string, string, string, string, string]; // as: all groups match
  const last = code.split('\n').at(-1)!;
  return {
    file: relative(process.cwd(), fileURLToPath(url)),
    line: Number(line),
    column: before.length + 1,
    text: `'${last.slice(before.length, before.length + Math.max(marks.length, 20)).trim()}'`,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError('plan-unreadable', `${path} is not JSON: ${error.message}.`, { fields: { path }, cause: error });
  }
}
