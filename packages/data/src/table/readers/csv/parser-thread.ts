// The body of a thread: reads pieces of a file of text into a Parquet file, whichever is next, until none is left.
import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ColumnParser } from './column-parser.ts';
import { type ParserWork, placing, taking } from './parse-columns.ts';

const work = workerData as ParserWork; // as: parse-columns.ts gives nothing else
const [from, to] = [openSync(work.from, 'r'), openSync(work.to, 'r+')];
try {
  const parser = new ColumnParser(from, to, work.shape, placing(work.shared));
  for (let next = taking(work); next !== undefined; next = taking(work)) parentPort!.postMessage(parser.parse(next));
} finally {
  closeSync(from);
  closeSync(to);
}
