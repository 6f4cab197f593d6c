import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@capstan/base';
import sharp from 'sharp';

/** Sides of the pictures. */
const SIDE = 64;

/**
 * Writes pictures of grey noise with a dark and a light rectangle, and their boxes in Pascal VOC's form: where a detector can be
 * trained in seconds.
 */
export async function writeScenes(root: string, count: number, seed = 5): Promise<void> {
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
    await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toFile(join(root, 'JPEGImages', `${i}.png`));
    writeFileSync(
      join(root, 'Annotations', `${i}.xml`),
      `<annotation><filename>${i}.png</filename><size><width>${SIDE}</width><height>${SIDE}</height></size>${objects.join('')}</annotation>`,
    );
  }
}
