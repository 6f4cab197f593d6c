import { parentPort } from 'node:worker_threads';
import { stepAside } from '../step-aside.ts';
import type { InferRequest } from './infer-request.ts';
import { parseInferRequest } from './request.ts';
import type { ParseTask } from './request-parser.ts';
import { type Reply, refusalOf } from './task-thread.ts';

stepAside();

parentPort?.on('message', ({ id, body, signature, options }: ParseTask & { id: number }) => {
  try {
    const request = parseInferRequest(body, signature, options);
    const parts = [...request.inputs.map(({ bytes }) => bytes), ...(request.pictures ?? [])];
    const memory = new Set(parts.map((bytes) => bytes.buffer as ArrayBuffer)); // never shared
    parentPort?.postMessage({ id, result: request } satisfies Reply<InferRequest>, [...memory]);
  } catch (error) {
    parentPort?.postMessage({ id, refusal: refusalOf(error) } satisfies Reply<InferRequest>);
  }
});
