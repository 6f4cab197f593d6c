import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { z } from 'zod';

const FILE = 'split.json';

const files = z.array(z.string());
const schema = z.strictObject({ hash: z.string(), train: files, validation: files, test: files });

/** Which files a run was trained, validated and tested on. */
export type SplitFile = z.infer<typeof schema>;

/** Writes a run's split beside it: a folder may grow, and what a model was trained on must never test it. */
export async function writeSplit(dir: string, split: SplitFile): Promise<void> {
  await replaceFile(join(dir, FILE), `${JSON.stringify(split)}\n`);
}

/** A run's split; undefined where an earlier version wrote none, or it can't be read. */
export async function readSplit(dir: string): Promise<SplitFile | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(join(dir, FILE), 'utf8')));
  } catch {
    return undefined;
  }
}
