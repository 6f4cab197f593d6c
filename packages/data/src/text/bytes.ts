// GPT-2 writes each byte as one printable character: printable ones as themselves, the rest from U+0100 on.
const characters: string[] = [];
const bytes = new Map<string, number>();
let next = 256;
for (let byte = 0; byte < 256; byte++) {
  const isPrintable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  const character = String.fromCharCode(isPrintable ? byte : next++);
  characters.push(character);
  bytes.set(character, byte);
}

/** The bytes in the order of those characters, which is the order of GPT-2's first 256 tokens. */
export const byteOrder: readonly number[] = [...bytes.keys()].sort().map((character) => bytes.get(character)!);

/** Bytes as GPT-2's printable characters. @example fromBytes(new TextEncoder().encode(' a')) // 'Ġa' */
export function fromBytes(data: Uint8Array): string {
  let out = '';
  for (const byte of data) out += characters[byte]!;
  return out;
}

/** The bytes behind GPT-2's printable characters; `undefined` where a character is none of them. */
export function toBytes(text: string): Uint8Array | undefined {
  const out: number[] = [];
  for (const character of text) {
    const byte = bytes.get(character);
    if (byte === undefined) return undefined;
    out.push(byte);
  }
  return Uint8Array.from(out);
}

/** A byte string as a key: one character a byte. */
export function keyOf(data: Uint8Array): string {
  let out = '';
  for (const byte of data) out += String.fromCharCode(byte);
  return out;
}
