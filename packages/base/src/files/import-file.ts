import { registerHooks } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CapstanError, type ErrorDetails } from '../errors/capstan-error.ts';
import { nearest } from '../text/nearest.ts';
import { shown } from '../text/shown.ts';

/** What an import of a user's file is told. */
export interface ImportOptions {
  /** What such files import: the nearest is named where another is not installed. */
  readonly packages?: readonly string[];
}

/**
 * Runs a file that a user wrote, TypeScript or JavaScript, and gives what it exports. What it fails on is told with its place,
 * as the error that `refuse` makes; errors of the packages, which say it in words of their own, pass as they are.
 *
 * @throws {Error} — what `refuse` makes, where the file does not parse, or throws while it runs
 * @example
 * const { default: plan } = await importFile('plan.ts', (message, details) => new CliError('plan-unreadable', message, details));
 */
export async function importFile(
  path: string,
  refuse: (message: string, details: ErrorDetails) => Error,
  { packages = [] }: ImportOptions = {},
): Promise<Record<string, unknown>> {
  // Node's error has the name of a package that is not there in its words alone.
  let stranger: string | undefined;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        stranger = specifier;
        throw error;
      }
    },
  });
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (error instanceof CapstanError) throw error;
    const { where, what, fields } = faultOf(path, error, stranger, packages);
    const end = what.endsWith('?') ? '' : '.';
    throw refuse(`${where}: ${what}${end} The file can't be run; put that right and try again.`, {
      fields,
      cause: error,
    });
  } finally {
    hooks.deregister();
  }
}

interface Fault {
  readonly where: string;
  readonly what: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function faultOf(path: string, error: unknown, stranger: string | undefined, packages: readonly string[]): Fault {
  if (!(error instanceof Error)) {
    return { where: path, what: `it throws ${shown(error)}, which is no Error and has no line`, fields: { path } };
  }
  return (
    syntaxFault(error) ?? exportFault(error) ?? importFault(path, error, stranger, packages) ?? runFault(path, error)
  );
}

// A name that the file, or one that it imports, takes from a module that has none such; of CommonJS Node says it otherwise.
function exportFault(error: Error): Fault | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const [, from, name] =
    /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(error.message) ?? [];
  const [, named, common] =
    /^Named export '(.+)' not found\. The requested module '(.+)' is a CommonJS/.exec(error.message) ?? [];
  const [module, wanted] = from === undefined ? [common, named] : [from, name];
  if (module === undefined) return undefined;
  const { where, fields } = placeOf(error);
  const what =
    wanted === 'default'
      ? `it imports the default export of '${module}', which has none: write the names that it takes in braces`
      : `it imports '${wanted}' from '${module}', which exports no such name`;
  return { where, what, fields: { ...fields, module, name: wanted } };
}

// TypeScript that Node cannot strip, by the error's code.
function syntaxFault(error: Error): Fault | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code !== 'ERR_INVALID_TYPESCRIPT_SYNTAX' && code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') return undefined;
  const { where, text, fields } = placeOf(error);
  const what =
    code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
      ? `${text ?? 'something'} has to be compiled, and files run as they stand: write an object for an enum, a module for a namespace, and fields for parameter properties`
      : text === undefined
        ? 'the end of the file comes before all brackets and quotes are closed'
        : `${text} cannot stand here: look there and just before it for a comma, a quote or a closing bracket that is missing`;
  return { where, what, fields };
}

// Node says where in the first lines of the stack alone: file:line, some lines, carets under the last; no carets at the end.
function placeOf({ stack = '' }: Error): { where: string; text: string | undefined; fields: Fault['fields'] } {
  const [, path, line, lines] = /^(\S[^\n]*?):(\d+)\n([\s\S]*?)\n\n/.exec(`${stack}\n\n`) ?? [];
  if (path === undefined || lines === undefined) return { where: 'The file', text: 'something', fields: {} };
  const file = relative(process.cwd(), path.startsWith('file:') ? fileURLToPath(path) : path);
  const [, code = '', before = '', marks = ''] = /(?:^|\n)([^\n]*)\n([ \t]*)(\^+)(?:\n|$)/.exec(lines) ?? [];
  if (marks === '') return { where: `${file}:${line}`, text: undefined, fields: { file, line: Number(line) } };
  const column = before.length + 1;
  return {
    where: `${file}:${line}:${column}`,
    text: `'${code.slice(before.length, before.length + Math.max(marks.length, 20)).trim()}'`,
    fields: { file, line: Number(line), column },
  };
}

function importFault(
  path: string,
  error: Error,
  stranger: string | undefined,
  packages: readonly string[],
): Fault | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_IMPORT_ATTRIBUTE_MISSING') {
    const what = "it imports a JSON file without saying so: write with { type: 'json' } after its name";
    return { where: path, what, fields: { path } };
  }
  if (code === 'ERR_UNKNOWN_BUILTIN_MODULE') {
    const name = /node:\S+/.exec(error.message)?.[0];
    return { where: path, what: `it imports ${name ?? 'a module'}, which Node does not have`, fields: { path } };
  }
  if (stranger === undefined || /^(\.|\/|file:)/.test(stranger)) return undefined;
  if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    const what = `it imports '${stranger}', which its package does not export`;
    return { where: path, what, fields: { path, stranger } };
  }
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const meant = nearest(stranger, packages);
  const hint = meant === undefined ? '' : `. Did you mean '${meant}'?`;
  return { where: path, what: `it imports '${stranger}', which is not installed${hint}`, fields: { path, stranger } };
}

// What a file fails on when it runs, in the user's own program's words, with its line where the stack has it.
function runFault(path: string, error: Error): Fault {
  const whole = resolve(path);
  const [, line] = new RegExp(`${RegExp.escape(whole)}:(\\d+)`).exec(error.stack ?? '') ?? [];
  // V8 gives an export's value the place of what is before it.
  const where = line === undefined ? '' : error instanceof SyntaxError ? `, line ${line}` : `, near line ${line}`;
  const what =
    'url' in error && typeof error.url === 'string' && error.url !== pathToFileURL(whole).href
      ? `it imports ${relative(process.cwd(), fileURLToPath(error.url))}, which cannot be loaded`
      : error.message.replace(/\.$/, '') || `it throws ${error.name} without a message`;
  return { where: `${path}${where}`, what, fields: { path, ...(line === undefined ? {} : { line: Number(line) }) } };
}
