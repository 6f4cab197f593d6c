import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Random } from '@capstan/base';
import sharp from 'sharp';
import { DataError } from '../../errors.ts';

import { bomb, digit, photographs, picture } from '../../testing/samples.ts';
import type { Base } from '../preprocessing.ts';
import { decode, decodeLater } from './decode.ts';
import { readJpegHeader } from './jpeg/header.ts';
import { decodeJpeg } from './jpeg/jpeg.ts';
import type { Pixels } from './pixels.ts';
import { decodePng, encodePng } from './png.ts';
import { resample } from './resample.ts';

const base = (size: [number, number], channels: 1 | 3 = 3): Base => {
  return { size, channels, resize: 'crop', ratio: 1, whole: false };
};

async function libvips(bytes: Uint8Array): Promise<Uint8Array> {
  return sharp(bytes).flatten({ background: '#fff' }).toColourspace('srgb').raw().toBuffer();
}

/** Largest difference between planes and libvips' interleaved RGB. */
function difference({ data, channels, height, width }: Pixels, rgb: Uint8Array): number {
  const plane = height * width;
  assert.equal(rgb.length, plane * 3);
  let most = 0;
  for (let i = 0; i < plane * 3; i++) {
    const mine = data[channels === 1 ? Math.floor(i / 3) : (i % 3) * plane + Math.floor(i / 3)]!;
    most = Math.max(most, Math.abs(mine - rgb[i]!));
  }
  return most;
}

test('plain JPEGs decode here to the bit as in libvips', async () => {
  for (const chromaSubsampling of ['4:4:4', '4:2:0']) {
    for (const [width, height] of [
      [28, 28],
      [33, 47],
      [100, 75],
      [1, 1],
      [2, 2],
      [3, 5],
      [5, 3],
      [160, 120],
    ] as const) {
      for (const quality of [25, 92]) {
        const options = { chromaSubsampling, quality, optimiseCoding: quality > 50 };
        for (const space of ['srgb', 'b-w']) {
          const bytes = await picture(width, height).toColourspace(space).jpeg(options).toBuffer();
          const mine = decodeJpeg(bytes);
          assert.ok(mine, `${width} × ${height} ${chromaSubsampling} is decoded here`);
          assert.equal(mine.channels, space === 'srgb' ? 3 : 1);
          assert.equal(
            difference(mine, await libvips(bytes)),
            0,
            `${width} × ${height} ${chromaSubsampling} ${quality}`,
          );
        }
      }
    }
  }
});

test('photographs decode here to the bit as in libvips', async (t) => {
  const files = photographs(4);
  if (!files) return t.skip('the data set bccd is not here');
  for (const file of files) {
    const bytes = readFileSync(file);
    const mine = decodeJpeg(bytes);
    assert.ok(mine);
    assert.equal(difference(mine, await libvips(bytes)), 0);
  }
});

test('plain PNGs decode here to the bit as in libvips, and what is encoded here is read by libvips', async () => {
  const own = encodePng(digit(7, 0), 28, 28);
  assert.equal(difference(decodePng(own)!, await libvips(own)), 0);
  assert.deepEqual(decodePng(own)!.data, digit(7, 0));
  for (const options of [{}, { palette: true }, { adaptiveFiltering: true }, { compressionLevel: 0 }]) {
    const bytes = await picture(61, 43).png(options).toBuffer();
    const mine = decodePng(bytes);
    if (!mine) assert.ok('palette' in options, 'only small palettes, of fewer than 8 bits, go to libvips');
    else assert.equal(difference(mine, await libvips(bytes)), 0);
  }
});

test('a damaged file is never decoded here, whatever byte is lost or changed', async () => {
  const jpeg = await picture(48, 40).jpeg().toBuffer();
  const png = await picture(48, 40).png().toBuffer();
  for (let end = 0; end < jpeg.length - 1; end += 7) assert.equal(decodeJpeg(jpeg.subarray(0, end)), undefined);
  for (let end = 0; end < png.length; end += 7) assert.equal(decodePng(png.subarray(0, end)), undefined);
  const random = new Random(3).at(0, 0, 0);
  for (let i = 0; i < 2000; i++) {
    const [bytes, decoder] = i % 2 ? ([jpeg, decodeJpeg] as const) : ([png, decodePng] as const);
    const changed = Buffer.from(bytes);
    changed[random.below(changed.length)]! ^= 1 << random.below(8);
    const result = decoder(changed); // must not throw, hang or run out of bounds
    if (result) assert.equal(result.data.length, result.channels * result.height * result.width);
    if (result && decoder === decodePng) assert.deepEqual(result, decodePng(png), 'a PNG has checksums');
  }
});

test('EXIF orientation is honoured', async () => {
  const upright = await picture(60, 30).png().toBuffer();
  const reference = await decode(upright, base([30, 60]));
  for (const orientation of [3, 6, 8]) {
    const angle = { 3: 180, 6: 270, 8: 90 }[orientation]!;
    const turned = await sharp(upright).rotate(angle).withMetadata({ orientation }).png().toBuffer();
    const decoded = await decode(turned, base([30, 60]));
    assert.deepEqual([decoded.height, decoded.width], [30, 60]);
    assert.deepEqual(decoded.pixels, reference.pixels);
    const jpeg = await sharp(upright).rotate(angle).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
    assert.deepEqual([(await decode(jpeg, base([30, 60]))).height], [30]);
  }
});

test('transparency becomes white, 16 bits and CMYK become sRGB of 8 bits, WebP is read', async () => {
  const clear = await sharp({
    create: { width: 8, height: 8, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } },
  })
    .png()
    .toBuffer();
  assert.ok((await decode(clear, base([8, 8]))).pixels.data.every((value) => value === 255));
  const deep = await picture(28, 28).toColourspace('rgb16').png().toBuffer();
  assert.equal((await sharp(deep).metadata()).depth, 'ushort');
  const { pixels } = await decode(deep, base([28, 28]));
  assert.ok(difference(pixels, await picture(28, 28).raw().toBuffer()) <= 1);
  const cmyk = await sharp({ create: { width: 16, height: 16, channels: 3, background: '#c04020' } })
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
  assert.equal((await sharp(cmyk).metadata()).space, 'cmyk');
  const [red, green, blue] = [0, 256, 512].map((at) => at);
  const colour = (await decode(cmyk, base([16, 16]))).pixels.data;
  assert.ok(colour[red!]! > 150 && colour[green!]! < 90 && colour[blue!]! < 60);
  const webp = await picture(40, 40).webp({ lossless: true }).toBuffer();
  assert.equal(difference((await decode(webp, base([40, 40]))).pixels, await picture(40, 40).raw().toBuffer()), 0);
});

test('channels: grey is repeated, colour becomes luma, a grey picture stays as it is', async () => {
  const grey = encodePng(digit(4, 1), 28, 28);
  const three = (await decode(grey, base([28, 28], 3))).pixels;
  const one = (await decode(grey, base([28, 28], 1))).pixels;
  assert.deepEqual(one.data, digit(4, 1));
  for (let c = 0; c < 3; c++) assert.deepEqual(three.data.slice(c * 784, (c + 1) * 784), one.data);
  const red = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  assert.equal((await decode(red, base([4, 4], 1))).pixels.data[0], 76); // 0.299 × 255
});

test('small pictures are scaled here and large ones by libvips, to much the same', async () => {
  const large = await picture(300, 260).png().toBuffer(); // above the limit for decoding here
  const small = await sharp(large).resize(250, 217, { kernel: 'linear' }).png().toBuffer();
  const a = (await decode(large, base([64, 64]))).pixels.data;
  const b = (await decode(small, base([64, 64]))).pixels.data;
  const mean = a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
  assert.ok(mean < 2, `mean difference ${mean} of 255`);
});

test('crop keeps the shape and cuts the middle, stretch does not, whole cuts nothing', async () => {
  const wide = await picture(120, 60).png().toBuffer();
  const crop = (await decode(wide, base([30, 30]))).pixels;
  assert.deepEqual([crop.height, crop.width], [30, 30]);
  const whole = (await decode(wide, { ...base([28, 28]), ratio: 0.875, whole: true })).pixels;
  assert.deepEqual([whole.height, whole.width], [32, 64]);
  const half = (await decode(wide, { ...base([30, 30]), whole: true })).pixels;
  for (let y = 0; y < 30; y++)
    assert.deepEqual(crop.data.slice(y * 30, y * 30 + 30), half.data.slice(y * 60 + 15, y * 60 + 45));
  const stretch = (await decode(wide, { ...base([30, 30]), resize: 'stretch' })).pixels;
  assert.notDeepEqual(stretch.data, crop.data);
});

const refused = async (bytes: Uint8Array, code: string, reason: RegExp) => {
  await assert.rejects(
    async () => decode(bytes, base([28, 28])),
    (error) => {
      assert.ok(error instanceof DataError, String(error));
      assert.equal(error.code, code);
      assert.match(error.reason, reason);
      return true;
    },
  );
};

test('what is no whole picture is refused with the reason', async () => {
  const jpeg = await picture(64, 64).jpeg().toBuffer();
  await refused(jpeg.subarray(0, jpeg.length - 40), 'image-unreadable', /^the file is cut short$/);
  await refused(jpeg.subarray(0, 10), 'image-unreadable', /a JPEG that ends before its header does/);
  const large = await picture(400, 400).jpeg().toBuffer();
  await refused(large.subarray(0, large.length >> 1), 'image-unreadable', /^the file is cut short$/);
  const png = await picture(400, 400).png().toBuffer();
  await refused(png.subarray(0, png.length >> 1), 'image-unreadable', /^the file is cut short$/);
  const turned = Buffer.from(png);
  turned[png.length >> 1]! ^= 0xff; // its checksum says so
  await refused(turned, 'image-unreadable', /^it is damaged$/);
  const webp = await picture(64, 64).webp().toBuffer();
  await refused(webp.subarray(0, webp.length >> 1), 'image-unreadable', /^the file is cut short$/);
  await refused(Buffer.from('this is a text\n'), 'image-unreadable', /it is text, not a JPEG, PNG or WebP/);
  await refused(Buffer.alloc(0), 'image-unreadable', /an empty file/);
  await refused(Buffer.alloc(500), 'image-unreadable', /nothing but zero bytes/);
  await refused(Buffer.from('GIF89a'), 'image-unreadable', /a GIF that ends before its header does/);
  await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image-unsupported', /HTML or SVG/);
});

test('a picture of 30,000 × 30,000 pixels is refused unread', async () => {
  const before = process.memoryUsage().rss;
  await refused(bomb(30_000), 'image-too-large', /30000 × 30000 pixels, where at most 80 million are decoded/);
  assert.ok(process.memoryUsage().rss - before < 400e6);
});

test('a window of a JPEG decoded in part is the same to the bit as when it is decoded whole', async (t) => {
  const random = new Random(5).at(0, 0, 0);
  const made = [];
  for (const [width, height] of [
    [100, 75],
    [33, 47],
    [160, 120],
    [300, 201],
  ] as const) {
    for (const options of [{ chromaSubsampling: '4:2:0' }, { chromaSubsampling: '4:4:4' }]) {
      for (const space of ['srgb', 'b-w']) {
        made.push(await picture(width, height).toColourspace(space).jpeg(options).toBuffer());
      }
    }
  }
  const files = photographs(4);
  if (!files) t.diagnostic('without photographs: the data set bccd is not here');
  for (const bytes of [...made, ...(files ?? []).map((file) => readFileSync(file))]) {
    for (const side of [56, 224]) {
      const channels = readJpegHeader(bytes)!.components.length === 1 ? 1 : 3;
      const how = { ...base([side, side], channels), ratio: 0.875, whole: true };
      const { pixels } = await decode(bytes, how);
      for (let i = 0; i < 12; i++) {
        const [height, width] = [1 + random.below(pixels.height), 1 + random.below(pixels.width)];
        const [top, left] = [random.below(pixels.height - height + 1), random.below(pixels.width - width + 1)];
        const [whole, part] = [new Uint8Array(channels * side * side), new Uint8Array(channels * side * side)];
        const size =
          i % 3 === 0 && height <= side && width <= side ? ([height, width] as const) : ([side, side] as const);
        resample(pixels, { top, left, height, width }, ...size, whole);
        resample(decodeLater(bytes, how)!, { top, left, height, width }, ...size, part);
        assert.deepEqual(part, whole, `${pixels.width} × ${pixels.height}: ${[top, left, height, width]}`);
      }
      assert.deepEqual(decodeLater(bytes, how)!.data, pixels.data);
    }
  }
});
