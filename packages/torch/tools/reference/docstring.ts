// A docstring as data. The house's style is uniform: sentences, then @param, @returns, @throws and @example.

/** What a docstring says. */
export interface Docstring {
  text: string;
  params: [name: string, text: string][];
  returns: string | undefined;
  throws: string[];
  example: string | undefined;
  internal: boolean;
}

/** Reads the text between the comment's delimiters. */
export function parseDocstring(comment: string): Docstring {
  const body = comment
    .replace(/^\/\*\*[ \t]?/, '')
    .replace(/\s*\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n');
  const [text = '', ...tags] = body.split(/^@(?=\w)/m);
  const doc: Docstring = {
    text: text.trim(),
    params: [],
    returns: undefined,
    throws: [],
    example: undefined,
    internal: false,
  };
  for (const tag of tags) {
    const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
    if (name === 'param') {
      const [, param = '', said = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest.trim()) ?? [];
      doc.params.push([param, oneLine(said)]);
    } else if (name === 'returns') doc.returns = oneLine(rest);
    else if (name === 'throws') doc.throws.push(oneLine(rest.replace(/^\{(\w+)\}/, '$1')));
    else if (name === 'example') doc.example = rest.trimEnd();
    else if (name === 'internal') doc.internal = true;
  }
  return doc;
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');
