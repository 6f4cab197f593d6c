import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { Random } from '@capstan/base';

/** Sides of the pictures. */
const SIDE = 64;

/**
 * Writes pictures of grey noise with a dark and a light rectangle, and their boxes in Pascal VOC's form: where a detector can be
 * trained in seconds.
 */
export function writeScenes(root: string, count: number, seed = 5): void {
  const random = new Random(seed);
  for (const folder of ['Annotations', 'JPEGImages']) mkdirSync(join(root, folder), { recursive: true });
  for (let i = 0; i < count; i++) {
    const pixels = Buffer.from(Array.from({ length: SIDE * SIDE * 3 }, () => 110 + random.below(40)));
    const objects = ['dark', 'light'].map((name, half) => {
      const [width, height] = [14 + random.below(12), 14 + random.below(12)];
      const [left, top] = [half * 32 + random.below(32 - width), random.below(SIDE - height)]; // side by side
      for (let y = top; y < top + height; y++)
        pixels.fill(half === 0 ? 20 : 235, (y * SIDE + left) * 3, (y * SIDE + left + width) * 3);
      const [x, y] = [left + 1, top + 1]; // VOC counts from 1, both ends within
      return `<object><name>${name}</name><bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${left + width}</xmax><ymax>${top + height}</ymax></bndbox></object>`;
    });
    writeFileSync(join(root, 'JPEGImages', `${i}.png`), png(pixels));
    writeFileSync(
      join(root, 'Annotations', `${i}.xml`),
      `<annotation><filename>${i}.png</filename><size><width>${SIDE}</width><height>${SIDE}</height></size>${objects.join('')}</annotation>`,
    );
  }
}

/** Colour pixels of a square as PNG. */
function png(pixels: Buffer): Buffer {
  const rows = Array.from({ length: SIDE }, (_, y) =>
    Buffer.concat([Buffer.of(0), pixels.subarray(y * SIDE * 3, (y + 1) * SIDE * 3)]),
  );
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIDE, 0);
  head.writeUInt32BE(SIDE, 4);
  head.set([8, 2], 8); // bits, and colour
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
}
