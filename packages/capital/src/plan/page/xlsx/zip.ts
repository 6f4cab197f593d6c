const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 as ZIP has it (ISO 3309). @example crc32(new TextEncoder().encode('123456789')).toString(16) // 'cbf43926' */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 0xff]! ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** 1980-01-01, the first day that ZIP knows: the same files give the same bytes. */
const DAY = 0x21;

/** Texts by their names as a ZIP archive, stored as they are (PKWARE's APPNOTE 6.3). @example zip({ 'a.txt': 'a' }) */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const encoder = new TextEncoder();
  const bodies: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const [title, body] = [encoder.encode(name), encoder.encode(text)];
    // version 2.0, names in UTF-8, no compression
    const common = [
      2,
      20,
      2,
      0x0800,
      2,
      0,
      2,
      0,
      2,
      DAY,
      4,
      crc32(body),
      4,
      body.length,
      4,
      body.length,
      2,
      title.length,
      2,
      0,
    ];
    const local = joined(packed(4, 0x04034b50, ...common), title, body);
    directory.push(joined(packed(4, 0x02014b50, 2, 20, ...common, 2, 0, 2, 0, 2, 0, 4, 0, 4, at), title));
    bodies.push(local);
    at += local.length;
  }
  const index = joined(...directory);
  const count = directory.length;
  return joined(...bodies, index, packed(4, 0x06054b50, 2, 0, 2, 0, 2, count, 2, count, 4, index.length, 4, at, 2, 0));
}

/** Numbers in little-endian, each after its size in bytes. */
function packed(...sizesAndValues: readonly number[]): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < sizesAndValues.length; i += 2)
    for (let byte = 0; byte < sizesAndValues[i]!; byte++) out.push((sizesAndValues[i + 1]! >>> (8 * byte)) & 0xff);
  return Uint8Array.from(out);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
