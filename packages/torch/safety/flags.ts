// The command line of the tools beside this file: what they take, their head as --help, and mistakes in one line.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

type Defaults = Record<string, string | number | boolean>;
type Given<D extends Defaults> = {
  [K in keyof D]: D[K] extends number ? number : D[K] extends boolean ? boolean : string;
};

/**
 * Reads flags of the kinds of their defaults. `--help` prints the comment at the head of the script and ends the process; so does
 * a flag that there is not, with exit code 2.
 * @example
 * const { seed, reaching } = flags(import.meta.filename, { seed: 1, reaching: false });
 */
export function flags<D extends Defaults>(script: string, defaults: D, args = process.argv.slice(2)): Given<D> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(head(script));
    process.exit(0);
  }
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => {
      const type: 'string' | 'boolean' = typeof value === 'boolean' ? 'boolean' : 'string';
      return [name, { type }];
    }),
  );
  try {
    const { values } = parseArgs({ args, options });
    const given = Object.entries(defaults).map(([name, value]) => [name, read(name, values[name], value)]);
    return Object.fromEntries(given) as Given<D>; // as: each is of its default's kind, see read
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${head(script)}`);
    process.exit(2);
  }
}

function read(name: string, given: unknown, value: string | number | boolean): string | number | boolean {
  if (typeof value === 'boolean') return given === true;
  if (typeof given !== 'string') return value;
  if (typeof value === 'string') return given;
  const number = Number(given);
  if (given.trim() === '' || !Number.isFinite(number)) throw new Error(`--${name} takes a number, received '${given}'`);
  return number;
}

// The comment lines that the script begins with.
function head(script: string): string {
  const lines = readFileSync(script, 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n');
}
