// One line for each aten operator: its name here, in PyTorch, and how it is called. From generated/.
import { readFileSync } from 'node:fs';
import { FUNCTIONS, METHODS } from '../../generated/operators.ts';
import { camel } from '../../src/engine/names.ts';

const SPACES = ['linalg', 'fft', 'special'];

/** The rows of the index, below a heading for each first letter. */
export function operatorIndex(): string {
  const signatures = new Map<string, string[]>();
  const text = readFileSync(new URL('../../generated/functions.ts', import.meta.url), 'utf8');
  for (const [, name = '', signature = ''] of text.matchAll(/^ {2}(\w+)(\(.*\): .*);$/gm))
    signatures.set(name, [...(signatures.get(name) ?? []), signature]);
  const methods = new Set(METHODS.split(' '));
  const names = FUNCTIONS.split(' ').filter((name) => /^[a-z]/.test(name));
  const letters = Map.groupBy(names, (name) => name.slice(0, 1));
  const sections = [...letters].map(([letter, group]) => {
    const rows = group.map((name) => row(name, signatures.get(camel(name)) ?? [], methods.has(name)));
    return [`### ${letter}`, '| here | PyTorch | called as |\n|---|---|---|\n'.concat(rows.join('\n'))].join('\n\n');
  });
  const inner = FUNCTIONS.split(' ').length - names.length;
  return [
    '## Index',
    `${names.length} operators of aten, as functions of \`@capstan/torch\` and of \`ops\`; • marks those that are methods of`,
    'a tensor too, without the first argument. `linalg.qr`, `fft.rfft`, `special.erf` and the like are in namespaces, as in',
    `PyTorch. The form with \`out\` is left out, and of several forms the first is shown. ${inner} more, whose names begin with`,
    'an underscore, are in `ops` alone; PyTorch’s own documentation says what each operator does.',
  ]
    .join('\n')
    .replace('## Index\n', '## Index\n\n')
    .concat(`\n\n${sections.join('\n\n')}\n`);
}

function row(name: string, signatures: readonly string[], method: boolean): string {
  const forms = signatures.filter((signature) => !/\bout\??: /.test(signature));
  const [first = signatures[0] ?? '()'] = forms;
  const space = SPACES.find((each) => name.startsWith(`${each}_`));
  const here = space ? `${space}.${camel(name.slice(space.length + 1))}` : camel(name);
  const shown = first.replaceAll('readonly ', '').replaceAll('|', '\\|');
  return `| \`${here}\`${method ? ' •' : ''} | \`${name}\` | \`${shown}\` |`;
}
