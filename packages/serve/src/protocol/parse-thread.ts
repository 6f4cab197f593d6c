import { parentPort } from 'node:worker_threads';
import { ServeError } from '../errors.ts';
import { parseInferRequest } from './request.ts';
import type { ParseReply, ParseTask } from './request-parser.ts';

parentPort?.on('message', ({ id, body, signature, options }: ParseTask) => {
  try {
    const request = parseInferRequest(body, signature, options);
    const parts = [...request.inputs.map(({ bytes }) => bytes), ...(request.pictures ?? [])];
    const memory = new Set(parts.map((bytes) => bytes.buffer as ArrayBuffer)); // never shared
    parentPort?.postMessage({ id, request } satisfies ParseReply, [...memory]);
  } catch (error) {
    const code = error instanceof ServeError ? error.code : 'bad-request';
    parentPort?.postMessage({
      id,
      code,
      message: error instanceof Error ? error.message : String(error),
    } satisfies ParseReply);
  }
});
