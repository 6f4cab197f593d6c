import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureSource } from './contract.ts';
import { listTable } from './label-table.ts';

const names = ['metadata.csv', 'metadata.jsonl'];

/** A file of that name may be anything: its first line has to name both columns. */
function tableOf(root: string): string | undefined {
  return names
    .map((name) => join(root, name))
    .find((path) => {
      if (!existsSync(path)) return false;
      const [first = ''] = beginning(path).split('\n');
      return /\bfile_name\b/.test(first) && /\blabel\b/.test(first);
    });
}

function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4096);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** The layout of Hugging Face's ImageFolder: https://huggingface.co/docs/datasets/image_dataset */
export const metadataFile = {
  kind: 'metadata-file',
  place: 20,
  about: 'A `metadata.csv` or `.jsonl` beside the pictures, with the columns `file_name` and `label`.',
  isGiven: (root) => tableOf(root) !== undefined,
  list: (root) => listTable({ table: tableOf(root)!, file: 'file_name', label: 'label' }), // isGiven said so
} as const satisfies PictureSource;
