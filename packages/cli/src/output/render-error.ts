import { CapstanError, printable } from '@capstan/base';

/** An error as one paragraph; the stack only where CAPSTAN_DEBUG is set. */
export function renderError(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  if (!(error instanceof Error)) return `capstan: ${String(error)}`;
  if (env.CAPSTAN_DEBUG) return `capstan: ${error.stack ?? error.message}${cause(error)}`;
  const fault = systemFault(error);
  if (fault) return `capstan: ${fault}`;
  const known =
    error instanceof CapstanError ||
    !['Error', 'TypeError', 'ReferenceError', 'RangeError', 'SyntaxError'].includes(error.name);
  const hint = known ? '' : '\nThis was not expected. CAPSTAN_DEBUG=1 shows where it comes from.';
  return `capstan: ${error.message}${hint}`;
}

/** An error for programs, as one line of JSON: where `--json` is given. */
export function errorFacts(
  error: unknown,
  exit: number,
): { kind: 'error'; code: string; message: string; exit: number } {
  const code = error instanceof CapstanError ? error.code : 'unexpected';
  return { kind: 'error', code, message: renderError(error).replace(/^capstan: /, ''), exit };
}

const FAULTS: Record<string, string> = {
  ENOSPC: 'the disk is full. Free some space and try again; what was saved before is whole',
  EDQUOT: 'your quota of disk space is used up. Free some space and try again; what was saved before is whole',
  EFBIG: 'the file would be larger than this process may write. Raise the limit (ulimit -f) and try again',
  EROFS: 'the file system may only be read. Go on in a folder that you may write',
  EACCES: 'permission is denied. Change the permissions, or go on in a folder of your own',
  EPERM: 'it is not permitted. Change the permissions, or go on in a folder of your own',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n) and try again',
  EIO: 'the disk gave an error. Check it, then try again',
  ENOENT: 'there is no such file or folder. Check the path',
  EISDIR: 'it is a folder, and a file was expected. Name a file',
  ENOTDIR: 'a part of the path is a file, and a folder was expected. Check the path',
  EEXIST: 'it is there already. Choose another name',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one',
  ELOOP: 'links lead in a circle. Name the file itself',
};

/** What the system refused, in plain words. */
function systemFault(error: Error): string | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException; // absent from other errors
  if (code === undefined) return undefined;
  // Node says so of a folder that it may not make on a file system that may only be read.
  const text = FAULTS[code === 'ENOENT' && syscall === 'mkdir' ? 'EROFS' : code];
  return text === undefined
    ? undefined
    : `${path === undefined ? '' : `${printable(path.replace(/\.next$/, ''))}: `}${text}.`;
}

function cause(error: Error): string {
  return error.cause instanceof Error
    ? `\ncaused by ${error.cause.stack ?? error.cause.message}${cause(error.cause)}`
    : '';
}
