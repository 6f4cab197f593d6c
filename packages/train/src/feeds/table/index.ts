import { isPlain } from '@capstan/base';
import type { Json } from '@capstan/ledger';
import { feed } from '../contract.ts';
import { openTableFeed } from './table-feed.ts';
import { placed, type TableFile, type TableFileOptions, tableFile } from './table-file.ts';

/** Tables in files, and folders of texts. */
export const tables = feed<TableFile>({
  kind: 'tableFile',
  about:
    'A table in a file, or a folder of texts; what it takes to make numbers of it is learned from the training rows.',
  gives: ({ options: { text, units = 'ngrams' } }) => (text === undefined ? 'rows' : units),
  targets: ({ options }) => options.targets,
  open: (data, { signal }) => openTableFeed(data, { signal }),
  params: ({ path, options }) => ({ path, ...JSON.parse(JSON.stringify(options)) }) as { [name: string]: Json }, // as: they are JSON
  write: (data) => ({ ...placed(data) }),
  read: ({ path, options }) =>
    typeof path === 'string' && isPlain(options) && typeof options.target === 'string'
      ? tableFile(path, options as unknown as TableFileOptions) // as: checked there
      : undefined,
});
