import { ServeError } from '../errors.ts';

/** Parts that a form may have, and bytes of the headers of one. */
const MOST_PARTS = 100;
const MOST_HEADER = 8192;

const CRLF2 = Buffer.from('\r\n\r\n');

/**
 * The one file of a multipart form, as a view of the body; other fields are passed over.
 *
 * @throws {ServeError} bad-request — where it is not a whole form or has too many parts
 * @throws {ServeError} bad-image — where it holds no file, or several
 * @example fileOfForm(body, 'multipart/form-data; boundary=x')
 */
export function fileOfForm(body: Uint8Array, contentType: string): Uint8Array {
  const mark = markOf(contentType);
  if (!mark) throw broken('its Content-Type names no boundary');
  const next = Buffer.concat([Buffer.from('\r\n'), mark]);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);

  let at = bytes.subarray(0, mark.length).equals(mark) ? 0 : bytes.indexOf(next) + 2;
  if (at === 1) throw broken('its boundary does not occur');
  let file: Uint8Array | undefined;
  for (let parts = 0; ; parts++) {
    at += mark.length;
    if (bytes.toString('latin1', at, at + 2) === '--') break;
    if (parts === MOST_PARTS) throw tooManyParts();
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

/**
 * Counts the parts of a form as it arrives.
 *
 * @throws {ServeError} bad-request — where there are too many
 */
export function partsCheck(contentType: string): ((soFar: Buffer) => void) | undefined {
  const mark = markOf(contentType);
  if (!mark) return undefined;
  const next = Buffer.concat([Buffer.from('\r\n'), mark]);
  let [seen, parts] = [0, 0];
  return (soFar) => {
    for (let at = soFar.indexOf(next, seen); at !== -1; at = soFar.indexOf(next, seen)) {
      seen = at + next.length;
      if (++parts > MOST_PARTS + 1) throw tooManyParts(); // the first may have no line before it, and the end is none
    }
    seen = Math.max(seen, soFar.length - next.length + 1);
  };
}

/** What stands between parts; undefined where the type does not say. */
function markOf(contentType: string): Buffer | undefined {
  const boundary = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))/i.exec(contentType);
  return boundary ? Buffer.from(`--${boundary[1] ?? boundary[2]}`, 'latin1') : undefined;
}

const tooManyParts = () => new ServeError('bad-request', `the form has more than ${MOST_PARTS} parts; send one file`);

const isFile = (headers: string) => /^content-disposition:[^\r\n]*;\s*filename\*?=/im.test(headers);

function broken(how: string): ServeError {
  return new ServeError('bad-request', `the body is not whole multipart/form-data: ${how}`);
}
