// Controls, and what turns the direction of writing or ends a line unseen.
const HIDDEN = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside made safe for a terminal or a log: what moves the cursor, changes colours or turns the direction of
 * writing becomes an escape that can be read.
 *
 * @example printable('a\u001b[31m') // 'a\\x1b[31m'
 */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0)!; // the pattern matches one character
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
