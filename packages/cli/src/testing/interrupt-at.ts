// Ctrl-C at a moment of the work, not of the clock: the process sends itself the signal when it says something or opens a file,
// so that a test need not guess how far another process has come.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** When a command line is interrupted. */
export interface Moment {
  signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
  /** It says this. */
  says?: string;
  /** It opens a file whose path ends so. */
  opens?: string;
}

let next: Moment | null | undefined;

/** Sends this process a signal once, at a moment. */
export function interruptAt(moment: Moment | null | undefined): void {
  next = moment;
}

function look(wanted: (moment: Moment) => boolean): void {
  if (!next || !wanted(next)) return;
  const { signal } = next;
  next = undefined;
  process.kill(process.pid, signal);
}

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = ((chunk: string, ...rest: []) => {
    look(({ says }) => says !== undefined && String(chunk).includes(says));
    return write(chunk, ...rest);
  }) as typeof stream.write; // one shape of its overloads is enough for what the command line writes
}

/** Calls that open a file, of Node's three kinds. */
const opening = [
  [fs, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream']],
  [fs.promises, ['open', 'readFile']],
] as const;

for (const [module, names] of opening) {
  for (const name of names) {
    const real: unknown = Reflect.get(module, name);
    if (typeof real !== 'function') continue;
    Reflect.set(module, name, (...args: unknown[]) => {
      look(({ opens }) => opens !== undefined && String(args[0]).endsWith(opens));
      return Reflect.apply(real, module, args);
    });
  }
}
syncBuiltinESMExports();
