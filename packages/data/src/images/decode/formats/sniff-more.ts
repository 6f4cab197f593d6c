// Sizes of pictures in the formats that cameras and browsers use less, from their headers.

type Size = { width: number; height: number };

/** The logical screen, into which the first frame is laid. */
export function gifSize(view: DataView): Size | undefined {
  if (view.byteLength < 13) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

export function bmpSize(view: DataView): Size | undefined {
  if (view.byteLength < 26) return undefined;
  const isOld = view.getUint32(14, true) === 12; // OS/2's, with sizes of 16 bits
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = isOld ? view.getInt16(20, true) : view.getInt32(22, true);
  return { width: Math.max(0, width), height: Math.abs(height) };
}

/** Width and height (tags 256 and 257) of a TIFF's first page, whose directory may lie anywhere. */
export function tiffSize(view: DataView): Size | undefined {
  const isLittle = view.getUint8(0) === 0x49;
  if (view.byteLength < 8) return undefined;
  const at = view.getUint32(4, isLittle);
  if (at + 2 > view.byteLength) return undefined;
  const found = new Map<number, number>();
  for (let i = 0, entry = at + 2; i < view.getUint16(at, isLittle) && entry + 12 <= view.byteLength; i++, entry += 12) {
    const isShort = view.getUint16(entry + 2, isLittle) === 3;
    found.set(
      view.getUint16(entry, isLittle),
      isShort ? view.getUint16(entry + 8, isLittle) : view.getUint32(entry + 8, isLittle),
    );
  }
  const [width, height] = [found.get(256), found.get(257)];
  return width === undefined || height === undefined ? undefined : { width, height };
}

/** Whether a file of ISO's base format says that it is an AVIF, and not a HEIC or a video. */
export function isAvif(view: DataView): boolean {
  const end = Math.min(view.byteLength, view.getUint32(0), 256);
  for (let at = 8; at + 4 <= end; at += 4) if (/^avi[fs]$/.test(textAt(view, at)) && at !== 12) return true;
  return false;
}

/** The largest picture that an AVIF describes (its `ispe` boxes): others are thumbnails, tiles and opacity. */
export function avifSize(view: DataView): Size | undefined {
  let most: Size | undefined;
  const look = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to; ) {
      const length = view.getUint32(at);
      const kind = textAt(view, at + 4);
      const end = length === 0 ? to : at + length;
      if (length === 1 || (length !== 0 && length < 8)) return; // boxes of 64 bits hold pixels, not headers
      if (kind === 'meta') look(at + 12, Math.min(end, to));
      else if (kind === 'iprp' || kind === 'ipco') look(at + 8, Math.min(end, to));
      else if (kind === 'ispe' && at + 20 <= to) {
        const size = { width: view.getUint32(at + 12), height: view.getUint32(at + 16) };
        if (!most || size.width * size.height > most.width * most.height) most = size;
      }
      at = end;
    }
  };
  look(0, view.byteLength);
  return most;
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
