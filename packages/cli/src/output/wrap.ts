/**
 * Text in lines of at most `width` characters, broken at spaces; what is longer than a line stays whole.
 *
 * @example wrap('one two three', 7) // ['one two', 'three']
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Pairs of a name and what is said of it in two columns; one below the other where a terminal is narrow. */
export function columns(rows: readonly (readonly [left: string, right: string])[], width = 120): string[] {
  const left = Math.max(...rows.map(([name]) => name.length));
  const room = width - left - 4;
  return rows.flatMap(([name, text]) => {
    if (room < 30) return [`  ${name.trimStart()}`, ...wrap(text, width - 6).map((line) => `      ${line}`)];
    return wrap(text, room).map((line, i) => `  ${(i === 0 ? name : '').padEnd(left)}  ${line}`);
  });
}
