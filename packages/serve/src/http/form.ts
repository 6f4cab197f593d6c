import { ServeError } from '../errors.ts';

/** Parts that a form may have, and bytes of the headers of one. */
const MOST_PARTS = 100;
const MOST_HEADER = 8192;

const CRLF2 = Buffer.from('\r\n\r\n');

/**
 * The one file of a multipart form, as a view of the body; other fields are passed over.
 *
 * @throws {ServeError} bad-request where it is not a whole form or has too many parts; bad-image where it holds no file,
 *   or several
 * @example fileOfForm(body, 'multipart/form-data; boundary=x')
 */
export function fileOfForm(body: Uint8Array, contentType: string): Uint8Array {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType);
  if (!boundary) throw broken('its Content-Type names no boundary');
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`, 'latin1');
  const next = Buffer.concat([Buffer.from('\r\n'), mark]);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);

  let at = bytes.subarray(0, mark.length).equals(mark) ? 0 : bytes.indexOf(next) + 2;
  if (at === 1) throw broken('its boundary does not occur');
  let file: Uint8Array | undefined;
  for (let parts = 0; ; parts++) {
    at += mark.length;
    if (bytes.toString('latin1', at, at + 2) === '--') break;
    if (parts === MOST_PARTS) {
      throw new ServeError('bad-request', `the form has more than ${MOST_PARTS} parts; send one file`);
    }
    const head = bytes.subarray(at, at + MOST_HEADER).indexOf(CRLF2);
    if (head === -1) throw broken(`part ${parts} has no end of its headers within ${MOST_HEADER} bytes`);
    const end = bytes.indexOf(next, at + head);
    if (end === -1) throw broken(`part ${parts} has no end`);
    if (isFile(bytes.toString('latin1', at, at + head))) {
      if (file) throw new ServeError('bad-image', 'the form holds several files; send one picture a request');
      file = bytes.subarray(Math.min(at + head + CRLF2.length, end), end);
    }
    at = end + 2;
  }
  if (file) return file;
  throw new ServeError(
    'bad-image',
    'the form holds no file; add the picture as one, for instance: curl -F image=@picture.jpg URL',
  );
}

const isFile = (headers: string) => /^content-disposition:[^\r\n]*;\s*filename\*?=/im.test(headers);

function broken(how: string): ServeError {
  return new ServeError('bad-request', `the body is not whole multipart/form-data: ${how}`);
}
