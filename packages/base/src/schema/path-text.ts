/**
 * A path as it is written.
 *
 * @example pathText(['runs', 0, 'start']) // 'runs[0].start'
 */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );
}
