/** Where something stands in a text, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the fields of a plan stand in its file, by paths such as 'rounds[0].amount': of the object that is exported, as far as it is
 * written out there. What is spread into it, or worked out, has no place.
 */
export function placesIn(text: string): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const start = /definePlan\(\s*(?=\{)|export default\s*(?=\{)|^\s*(?=\{)|=\s*(?=\{)/m.exec(text);
  if (!start) return found;
  let at = start.index + start[0].length;

  const placeOf = (index: number): Place => {
    const before = text.slice(0, index);
    return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
  };
  const skipSpace = (): void => {
    const space = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
    space.lastIndex = at;
    at += space.exec(text)![0].length;
  };
  /** Goes past one token: a text, a bracketed part or a sign. */
  const skipToken = (): void => {
    const quoted = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/y;
    quoted.lastIndex = at;
    const string = quoted.exec(text);
    if (string) at += string[0].length;
    else if (/[([{]/.test(text[at]!)) {
      at++;
      for (skipSpace(); at < text.length && !/[)\]}]/.test(text[at]!); skipSpace()) skipToken();
      at++;
    } else at++;
  };
  /** Goes to the comma or bracket that ends a value. */
  const skipValue = (): void => {
    for (skipSpace(); at < text.length && !/[,)\]}]/.test(text[at]!); skipSpace()) skipToken();
  };
  const key = (): string | undefined => {
    const name = /(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|([\w$]+))\s*:/y;
    name.lastIndex = at;
    const match = name.exec(text);
    if (!match) return undefined;
    at += match[0].length;
    return match[1] ?? match[2] ?? match[3];
  };

  const value = (path: string): void => {
    skipSpace();
    const open = text[at];
    if (open !== '{' && open !== '[') {
      skipValue();
      return;
    }
    at++;
    for (let i = 0; ; i++) {
      skipSpace();
      if (at >= text.length) return;
      if (/[}\]]/.test(text[at]!)) break;
      const here = at;
      const name = open === '{' ? key() : undefined;
      const own =
        open === '[' ? `${path}[${i}]` : name === undefined ? undefined : path === '' ? name : `${path}.${name}`;
      if (own === undefined) skipValue();
      else {
        found.set(own, placeOf(here));
        value(own);
        skipValue();
      }
      if (text[at] === ',') at++;
    }
    at++;
  };
  value('');
  return found;
}

/** The place of a path, or of the nearest thing around it that has one. @example placeNear(places, 'rounds[0].terms.cap') */
export function placeNear(places: ReadonlyMap<string, Place>, path: string): Place | undefined {
  for (let rest = path; rest !== ''; rest = rest.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]*)$/, '')) {
    const place = places.get(rest);
    if (place) return place;
    if (!/[.[]/.test(rest)) return undefined;
  }
  return undefined;
}
