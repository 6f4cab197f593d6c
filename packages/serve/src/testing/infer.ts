import type { Server } from '../serve.ts';

/** Asks a server; the answer's JSON comes with its status and headers. */
export async function ask(server: Server, path: string, init: RequestInit = {}) {
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  const json = JSON.parse(text) as Record<string, unknown>; // every answer of ours is an object
  return { status: response.status, headers: response.headers, json };
}

/** `POST …/infer` in JSON: rows of 3 × 32 × 32. */
export function inferJson(rows: Float32Array[], more: object = {}): RequestInit {
  const data = rows.flatMap((row) => Array.from(row));
  const inputs = [{ name: 'input', shape: [rows.length, 3, 32, 32], datatype: 'FP32', data }];
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ inputs, ...more }) };
}

/** The same with raw tensors. */
export function inferBinary(rows: Float32Array[], more: object = {}): RequestInit {
  const bytes = Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength)));
  const input = { name: 'input', shape: [rows.length, 3, 32, 32], datatype: 'FP32' };
  const inputs = [{ ...input, parameters: { binary_data_size: bytes.byteLength } }];
  const head = Buffer.from(JSON.stringify({ inputs, ...more }));
  const headers = { 'inference-header-content-length': String(head.byteLength) };
  return { method: 'POST', headers, body: Buffer.concat([head, bytes]) };
}

/** The same with pictures as files; `changes` to the input, and a length for the first that may lie. */
export function inferPictures(pictures: Buffer[], changes: object = {}, firstLength?: number): RequestInit {
  const packed = pictures.flatMap((picture, i) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(i === 0 && firstLength !== undefined ? firstLength : picture.length);
    return [length, picture];
  });
  const tail = Buffer.concat(packed);
  const input = { name: 'input', shape: [pictures.length], datatype: 'BYTES', ...changes };
  const inputs = [{ ...input, parameters: { binary_data_size: tail.length } }];
  const head = Buffer.from(JSON.stringify({ inputs }));
  const headers = { 'inference-header-content-length': String(head.length) };
  return { method: 'POST', headers, body: Buffer.concat([head, tail]) };
}

/** A row of 3 × 32 × 32 numbers that depends on the seed alone. */
export function row(seed: number): Float32Array {
  return Float32Array.from({ length: 3072 }, (_, i) => Math.sin(seed * 12.9898 + i * 0.37));
}

/** Waits until a condition holds, for at most five minutes: a loaded machine may take some. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 300_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('the condition did not come true within five minutes');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
