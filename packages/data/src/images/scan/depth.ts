import type { ImageFormat } from '../decode/sniff-format.ts';

/** Bits a sample, and of them those that the brightest sample of a picture needs. */
export type Depth = { bits: number; used: number };

/** Of a PNG or TIFF with 16 bits a sample; cameras and scanners put 10 or 12 bits into them. Others need no look. */
export async function depthOf(bytes: Uint8Array, format: ImageFormat): Promise<Depth | undefined> {
  if (format !== 'tiff' && !(format === 'png' && bytes[24] === 16)) return undefined;
  const { default: sharp } = await import('sharp');
  if (format === 'tiff' && (await sharp(bytes).metadata()).depth !== 'ushort') return undefined;
  const { data } = await sharp(bytes).removeAlpha().raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length >> 1);
  let most = 0;
  for (const value of samples) if (value > most) most = value;
  return { bits: 16, used: most === 0 ? 0 : Math.floor(Math.log2(most)) + 1 };
}
