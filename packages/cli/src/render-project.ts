import { printable } from '@capstan/base';
import { callbacks, type Looked, makersOf, optimizers, type Project, schedules } from '@capstan/train';

/** Lists whose values are written as calls of their makers. */
const LISTS = [optimizers, schedules, callbacks];

/** What makes data of a kind, and the package that it comes from. */
const MAKERS: Readonly<Record<string, string>> = {
  tableFile: '@capstan/train',
  interactionFile: '@capstan/train',
  recordingFolder: '@capstan/data',
  boxFolder: '@capstan/data',
};

/** A project that looking at a table, recordings or pictures with boxes gave, as the file that makes it again. @param path of the data from where the file lies */
export function renderProject(project: Project, { reasons }: Pick<Looked, 'reasons'>, path: string): string {
  const { name, data, task, model, optimizer, schedule, train } = project;
  const maker = Object.hasOwn(MAKERS, data.kind) ? data.kind : 'tableFile';
  const from = MAKERS[maker]!; // it has both
  const used = new Set(['defineProject', 'usd', ...(from === '@capstan/train' ? [maker] : [])]);
  const written = (value: unknown, depth: number): string => write(value, depth, used);
  const options = 'options' in data ? data.options : {};
  const fields = [
    `name: ${quoted(name)},`,
    ...reasons.map((line) => `// ${printable(line)}`),
    `data: ${maker}(${quoted(path)}, ${written(options, 1)}),`,
    ...(task === undefined ? [] : [`task: ${quoted(String(task))},`]),
    `model: ${quoted(String(model))},`,
    ...Object.entries({ optimizer, schedule, train }).flatMap(([field, value]) =>
      value === undefined ? [] : [`${field}: ${written(value, 1)},`],
    ),
    'budget: { limit: usd(5) }, // training stops, with a checkpoint, when it has cost this much',
  ];
  const other = from === '@capstan/train' ? '' : `import { ${maker} } from '${from}';\n`;
  return `${other}import { ${[...used].sort().join(', ')} } from '@capstan/train';

export default defineProject({
${fields.map((line) => `  ${line}\n`).join('')}});
`;
}

/** A value as TypeScript writes it; one of a list as a call of its maker, with what differs from the defaults. */
function write(value: unknown, depth: number, used: Set<string>): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((each) => write(each, depth, used)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...rest }: Record<string, unknown> = { ...value };
  const maker = typeof kind === 'string' ? LISTS.map((list) => makersOf(list).get(kind)).find((one) => one) : undefined;
  const fields = Object.entries(maker ? rest : { ...value }).filter(
    ([name, each]) => each !== undefined && JSON.stringify(each) !== JSON.stringify(maker?.defaults[name]),
  );
  const inside = fields.map(([name, each]) => `${name}: ${write(each, depth + 1, used)}`);
  const line = inside.length === 0 ? '' : `{ ${inside.join(', ')} }`;
  if (!maker) return line === '' ? '{}' : line;
  used.add(maker.kind);
  return `${maker.kind}(${line})`;
}

/** A text as TypeScript writes it: whatever is in it, reading the file gives it back. */
export function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside}'`;
}
