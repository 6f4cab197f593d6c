import { shown } from './shown.ts';

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /([{}[\],:])|(")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
/** A text up to its end or over one escape: an expression for all of them would run out of stack where there are millions. */
const TEXT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON writes them with a backslash
  /[^"\\\u0000-\u001f]*(?:(")|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))/y;

/** What may come next, by where the text stands. */
const EXPECTED = {
  value: 'a value',
  first: "a value or ']'",
  key: 'a name in double quotes',
  firstKey: "a name in double quotes or '}'",
  colon: "':'",
  more: "',' or '}'",
  moreItems: "',' or ']'",
  end: 'nothing more',
};
type State = keyof typeof EXPECTED;

/**
 * Where a text is no JSON and what was expected there; undefined where it is JSON. What `JSON.parse` says is the engine's own,
 * and often without a place.
 *
 * @example jsonFault('{ "a": 1, }') // "line 1, column 11: expected a name in double quotes, received '}'"
 */
export function jsonFault(text: string): string | undefined {
  const fault = jsonFaultAt(text);
  return fault && (fault.at === text.length ? fault.says : `${place(text, fault.at)}: ${fault.says}`);
}

/**
 * The character at which a text ceases to be JSON, its length where it ends too early, and what was expected there.
 *
 * @example jsonFaultAt('{ "a": 1, }') // { at: 10, says: "expected a name in double quotes, received '}'" }
 */
export function jsonFaultAt(text: string): { at: number; says: string } | undefined {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
    if (at === text.length)
      return state === 'end' ? undefined : { at, says: `it ends where ${EXPECTED[state]} was expected` };
    TOKEN.lastIndex = at;
    const [token, mark, quote] = TOKEN.exec(text) ?? [];
    const end = quote === undefined ? at + (token?.length ?? 0) : endOfText(text, at + 1);
    const next: State | undefined =
      token === undefined || end === undefined ? undefined : after(state, mark, quote !== undefined, open);
    if (end === undefined || next === undefined) return { at, says: refusal(text, at, EXPECTED[state]) };
    state = next;
    at = end;
  }
}

function endOfText(text: string, from: number): number | undefined {
  TEXT.lastIndex = from;
  for (;;) {
    const part = TEXT.exec(text);
    if (part === null) return undefined;
    if (part[1] !== undefined) return TEXT.lastIndex;
  }
}

/** The state after a token, or undefined where it doesn't fit; keeps account of what is open. */
function after(state: State, mark: string | undefined, isText: boolean, open: ('{' | '[')[]): State | undefined {
  const closed = () => {
    open.pop();
    return whole(open);
  };
  switch (state) {
    case 'value':
    case 'first':
      if (mark === undefined) return whole(open);
      if (mark === '{' || mark === '[') {
        open.push(mark);
        return mark === '{' ? 'firstKey' : 'first';
      }
      return mark === ']' && state === 'first' ? closed() : undefined;
    case 'key':
    case 'firstKey':
      if (isText) return 'colon';
      return mark === '}' && state === 'firstKey' ? closed() : undefined;
    case 'colon':
      return mark === ':' ? 'value' : undefined;
    case 'more':
      return mark === ',' ? 'key' : mark === '}' ? closed() : undefined;
    case 'moreItems':
      return mark === ',' ? 'value' : mark === ']' ? closed() : undefined;
    case 'end':
      return undefined;
  }
}

/** Where a text stands after a whole value. */
const whole = (open: readonly string[]): State =>
  open.length === 0 ? 'end' : open.at(-1) === '{' ? 'more' : 'moreItems';

function refusal(text: string, at: number, expected: string): string {
  const rest = /^(?:[\w.+-]+|.)/u.exec(text.slice(at, at + 40))?.[0] ?? text[at]!;
  if (rest === '"')
    return 'the text that begins here is not closed, or has a character that JSON writes with a backslash';
  return `expected ${expected}, received ${shown(rest)}`;
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
