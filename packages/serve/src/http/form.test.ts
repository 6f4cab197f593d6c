import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOfForm, partsCheck } from './form.ts';

/** As `fetch` writes it, with the type that names its boundary. */
async function written(form: FormData): Promise<[Uint8Array, string]> {
  const response = new Response(form);
  return [new Uint8Array(await response.arrayBuffer()), response.headers.get('content-type')!];
}

test('the file of a form comes out byte for byte, whatever it holds', async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 256);
  const nasty = Buffer.from('\r\n--\r\n\r\n--x--\r\nContent-Disposition: form-data; filename="y"\r\n\r\n');
  for (const content of [bytes, nasty, new Uint8Array(0), Buffer.from('\r\n')]) {
    const form = new FormData();
    form.append('note', 'filename="no"; \r\n a field');
    form.append('image', new Blob([content]), 'a "quoted"\r\nname.png');
    form.append('after', 'ü');
    assert.deepEqual([...fileOfForm(...(await written(form)))], [...content]);
  }
});

test('a preamble, a quoted boundary and a name in UTF-8 are read', () => {
  const body =
    'preamble\r\n--a b\r\ncontent-disposition: form-data; name="x"; filename*=UTF-8\'\'%e2.png\r\n\r\nhello\r\n--a b--\r\n';
  assert.equal(Buffer.from(fileOfForm(Buffer.from(body), 'multipart/form-data; boundary="a b"')).toString(), 'hello');
});

const part = (head: string, body: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const file = part('name="i"; filename="a.png"', 'z');

for (const [what, body, message] of [
  ['no file', `${part('name="i"', 'z')}--b--\r\n`, /holds no file/],
  ['two files', `${file}${file}--b--\r\n`, /several files/],
  ['four hundred thousand parts', `${part('name="i"', 'z').repeat(400_000)}--b--\r\n`, /more than 100 parts/],
  ['no end', file, /has no end/],
  ['another boundary', file.replaceAll('--b', '--c'), /does not occur/],
  ['headers without an end', `--b\r\nX: ${'x'.repeat(20_000)}`, /no end of its headers/],
  ['nothing', '', /does not occur/],
] as const) {
  test(`a form with ${what} is refused`, () => {
    assert.throws(() => fileOfForm(Buffer.from(body), 'multipart/form-data; boundary=b'), message);
  });
}

test('parts are counted as they arrive, wherever the form is cut', () => {
  const type = 'multipart/form-data; boundary=b';
  const most = Buffer.from(`${part('name="i"', 'z').repeat(99)}${file}--b--\r\n`);
  const many = Buffer.from(`${part('name="i"', 'z').repeat(101)}${file}--b--\r\n`);
  for (const step of [1, 7, 64, 1 << 20]) {
    const feed = (bytes: Buffer) => {
      const check = partsCheck(type)!;
      for (let end = step; end < bytes.length + step; end += step) check(bytes.subarray(0, end));
    };
    feed(most);
    assert.equal(fileOfForm(most, type).byteLength, 1);
    assert.throws(() => feed(many), /more than 100 parts/);
  }
  assert.equal(partsCheck('multipart/form-data'), undefined);
});
