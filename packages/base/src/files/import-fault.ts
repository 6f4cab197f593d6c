import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest } from '../text/nearest.ts';
import { shown } from '../text/shown.ts';
import { isDenied } from './is-there.ts';
import { userPlace } from './user-place.ts';

/** What a file that a user wrote fails on, in our words. */
export interface Fault {
  readonly where: string;
  readonly what: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * What importing a file failed on.
 *
 * @param stranger the package, or file, that was not found
 * @param packages what such files import: the nearest is named
 */
export function faultOf(
  path: string,
  error: unknown,
  stranger: string | undefined,
  packages: readonly string[],
): Fault {
  if (!(error instanceof Error)) {
    return { where: path, what: `it throws ${shown(error)}, which is no Error and has no line`, fields: { path } };
  }
  return (
    deniedFault(path, error) ??
    syntaxFault(error) ??
    exportFault(error) ??
    importFault(path, error, stranger, packages) ??
    runFault(path, error)
  );
}

// A file, or one that it imports, that may not be read.
function deniedFault(path: string, error: Error): Fault | undefined {
  const syscall = 'syscall' in error ? error.syscall : undefined;
  if (!isDenied(error) || syscall !== 'open' || !('path' in error) || typeof error.path !== 'string') return undefined;
  const denied = error.path.startsWith('file:') ? fileURLToPath(error.path) : error.path;
  const what = 'it may not be read: change its permissions';
  if (denied === resolve(path)) return { where: path, what, fields: { path } };
  const file = relative(process.cwd(), denied);
  return { where: `${file} (imported by ${path})`, what, fields: { path, file } };
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
  if ('url' in error && typeof error.url === 'string' && error.url !== pathToFileURL(whole).href) {
    const what = `it imports ${relative(process.cwd(), fileURLToPath(error.url))}, which cannot be loaded`;
    return { where: path, what, fields: { path } };
  }
  const what = error.message.replace(/\.$/, '') || `it throws ${error.name} without a message`;
  const place = parsedAt(error) ?? userPlace(error);
  if (place === undefined) return { where: path, what, fields: { path } };
  const { file, line } = place;
  const fields = { path, file, line };
  // V8 gives an export's value the place of what is before it.
  const near = error instanceof SyntaxError ? `, line ${line}` : `, near line ${line}`;
  if (resolve(file) === whole) return { where: `${path}${near}`, what, fields };
  return { where: `${file}${near} (imported by ${path})`, what, fields };
}

// A file that does not parse stands before its error's stack, not in it.
function parsedAt(error: Error): { file: string; line: number } | undefined {
  if (!(error instanceof SyntaxError)) return undefined;
  const [, named, line] = /^(\S[^\n]*?):(\d+)\n/.exec(error.stack ?? '') ?? [];
  if (named === undefined) return undefined;
  const file = named.startsWith('file:') ? fileURLToPath(named) : named;
  return { file: relative(process.cwd(), file), line: Number(line) };
}
