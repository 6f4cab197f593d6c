import { parentPort, workerData } from 'node:worker_threads';
import { parsePipeline } from '@capstan/data/apply-pipeline';
import { type Reply, refusalOf } from '../protocol/task-thread.ts';
import { stepAside } from '../step-aside.ts';
import { type ReadRows, readRows } from './read-rows.ts';
import type { RowTask } from './row-reader.ts';

stepAside();
const pipeline = parsePipeline(workerData);

parentPort?.on('message', ({ id, body, maxRows }: RowTask & { id: number }) => {
  try {
    const result = readRows(body, pipeline, maxRows);
    parentPort?.postMessage({ id, result } satisfies Reply<ReadRows>, [result.values.buffer as ArrayBuffer]); // never shared
  } catch (error) {
    parentPort?.postMessage({ id, refusal: refusalOf(error) } satisfies Reply<ReadRows>);
  }
});
