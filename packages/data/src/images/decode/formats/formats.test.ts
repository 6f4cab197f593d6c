import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DataError } from '../../../errors.ts';
import { decode } from '../decode.ts';
import { sniff } from '../sniff-format.ts';
import { thumbnail } from '../thumbnail.ts';

type Recorded = { name: string; format: string; height: number; width: number; file: string; rgb: string };

const recorded: { pictures: Recorded[] } = JSON.parse(
  readFileSync(new URL('../../../../fixtures/formats.json', import.meta.url), 'utf8'),
);

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');
const whole = (height: number, width: number) =>
  ({ size: [height, width], channels: 3, resize: 'stretch', ratio: 1, whole: false }) as const;

test('GIF, BMP, TIFF and AVIF are decoded as Pillow decodes them', async () => {
  for (const { name, format, height, width, file, rgb } of recorded.pictures) {
    const {
      pixels,
      format: found,
      ...size
    } = await decode(bytesOf(file), { ...whole(height, width), size: [height, width] });
    assert.deepEqual([found, size.height, size.width], [format, height, width], name);
    const want = bytesOf(rgb);
    const plane = height * width;
    let worst = 0;
    for (let i = 0; i < 3 * plane; i++) {
      worst = Math.max(worst, Math.abs(pixels.data[(i % 3) * plane + Math.floor(i / 3)]! - want[i]!));
    }
    // Transparent edges and what a codec loses may be rounded the other way.
    assert.ok(worst <= (format === 'avif' ? 3 : 1), `${name}: off by ${worst} of 255`);
  }
});

test('each of them has a thumbnail of its size', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-formats-'));
  try {
    for (const { name, file, height, width } of recorded.pictures) {
      const path = join(folder, 'one');
      writeFileSync(path, bytesOf(file));
      const source = await thumbnail(path);
      const made = sniff(Buffer.from(source.slice(source.indexOf(',') + 1), 'base64'));
      assert.deepEqual(made, { format: 'png', height, width }, name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a picture of these formats that is cut short is refused in plain words, wherever it is cut', async () => {
  for (const { name, file } of recorded.pictures.filter(({ name }) =>
    /^(BMP (RGB|RLE8)|TIFF RGB None|AVIF|GIF RGB)$/.test(name),
  )) {
    const bytes = bytesOf(file);
    for (const length of [9, 20, 60, Math.floor(bytes.length / 2)]) {
      await assert.rejects(
        async () => decode(bytes.subarray(0, length), { ...whole(11, 17), size: [11, 17] }),
        (error: unknown) =>
          error instanceof DataError &&
          error.code.startsWith('image-un') &&
          (length < 100 || error.reason === 'the file is cut short'),
        `${name} at ${length}`,
      );
    }
  }
});

test('what holds no picture that can be shown is refused with a way out', async () => {
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  assert.equal(sniff(heic), 'a HEIC or a video');
  await assert.rejects(
    async () => decode(heic, { ...whole(8, 8), size: [8, 8] }),
    (error: unknown) =>
      error instanceof DataError && error.code === 'image-unsupported' && /convert it/.test(error.hint ?? ''),
  );
});
