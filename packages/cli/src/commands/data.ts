import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  cleaningKinds,
  folderKind,
  imageFolder,
  isTableName,
  openImages,
  openLineage,
  openRecordings,
  openTagged,
  openTexts,
  renderLineage,
  renderReport,
  report,
  taggedWords,
} from '@capstan/data';
import { CliError, exitCode } from '../errors.ts';
import { refuseFlags, text } from '../flags/parse.ts';
import { readingFlags } from '../flags/reading-flags.ts';
import { sizeFlag } from '../flags/size.ts';
import { checkData } from '../output/data/check-data.ts';
import { cleanData, lineagePath } from '../output/data/clean-data.ts';
import { compareData } from '../output/data/compare-data.ts';
import { tableReport } from '../output/data/table-report.ts';
import { writeDataReport } from '../output/data/write-data-report.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import type { Command } from './contract.ts';

/** Flags that say something about one kind of data, or of work, alone. */
const CLEANING = ['steps', 'apply', 'out', 'id', 'dry-run'];
const OF_TABLES = ['target', 'schema', 'split', ...Object.keys(readingFlags)];

export const command: Command = {
  words: 'DIR|FILE, clean FILE, check FILE, or lineage [ID]',
  wordCount: [1, 2],
  flags: {
    size: {
      type: 'string',
      value: 'PIXELS',
      help: 'size trained on, as 224 or 224x320 (height x width); default: one that suits',
    },
    report: { type: 'string', value: 'FILE', writes: true, help: 'write it as one HTML file, with pictures' },
    json: { type: 'boolean', help: 'write the report as JSON' },
    target: { type: 'string', value: 'COLUMN', help: 'of a table: what is to be predicted' },
    against: { type: 'string', value: 'FILE', help: 'of a table: an earlier one, to compare it with' },
    expect: { type: 'string', value: 'FILE', help: 'check: what the table must be, as JSON; else it ends with 1' },
    schema: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: "of a table: write its rows' schema as TypeScript (Zod)",
    },
    steps: {
      type: 'string',
      value: 'FILE',
      help: `clean: a JSON array of steps, in place of what is proven; steps: ${[...cleaningKinds.keys()].join(', ')}`,
    },
    apply: {
      type: 'string',
      value: 'NAMES',
      help: 'clean: of what is proposed and not proven, the steps to apply too, with commas between',
    },
    out: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: 'clean: where to write it, .parquet, .csv or .jsonl; without it the plan is printed',
    },
    id: { type: 'string', value: 'COLUMN', help: 'clean: the column that identifies a record, for lineage' },
    'dry-run': { type: 'boolean', help: 'clean: only say what each step would change' },
    split: { type: 'string', value: 'COLUMN', help: "of a table: what names each row's split" },
    ...readingFlags,
  },
  examples: [
    'capstan data photos',
    'capstan data photos --report data.html',
    'capstan data photos --json > report.json',
    'capstan data recordings',
    'capstan data loans.csv --target defaulted --report loans.html',
    'capstan data loans.csv --delimiter ";" --decimal , --encoding gb18030',
    'capstan data june.csv --against may.csv --report june.html',
    'capstan data check loans.csv --expect expect.json',
    'capstan data clean loans.csv',
    'capstan data clean loans.csv --out loans.parquet --apply null-words,text:city',
    'capstan data lineage "customer 4711"',
  ],
  async run(context) {
    const { words, out, err, signal } = context;
    const [first, second] = words;
    if (first === 'lineage' && !existsSync(first)) {
      using book = openLineage(lineagePath, { create: false });
      const versions = second === undefined ? book.versions() : book.holding(second);
      const lines = () =>
        second === undefined
          ? [renderLineage(versions)]
          : versions.map(({ hash, name }) => `${hash.slice(0, 12)}  ${name}`);
      out.write(
        context.flags.json
          ? `${JSON.stringify(versions, null, 2)}\n`
          : `${lines().join('\n') || (second === undefined ? 'No data set has been written down yet.' : 'No data set holds it.')}\n`,
      );
      return exitCode.done;
    }
    if (first === 'clean' && second !== undefined) {
      refuseFlags(context, ['size', 'report', 'schema', 'split'], 'of reports', 'capstan data clean writes a table');
      return cleanData(context);
    }
    if (first === 'check' && second !== undefined) return checkData(context);
    if ((first === 'clean' || first === 'check') && !existsSync(first)) {
      throw new CliError('bad-words', `capstan data ${first} needs a table: capstan data ${first} FILE.`, {
        fields: { words },
      });
    }
    if (second !== undefined) {
      throw new CliError(
        'bad-words',
        `capstan data takes one folder or file, received '${first}', '${second}'. See capstan data --help.`,
        { fields: { words } },
      );
    }
    refuseFlags(context, CLEANING, 'of cleaning', 'this only looks: capstan data clean FILE cleans');
    if (text(context, 'against') !== undefined) return compareData(context);
    if ((isTableName(first!) && !(await taggedWords(first!))) || /^(https?|s3):/.test(first!)) {
      refuseFlags(context, ['size'], 'of pictures', `${first} is a table`);
      return tableReport(context);
    }
    if (await taggedWords(first!)) {
      refuseFlags(
        context,
        ['size', ...Object.keys(readingFlags)],
        'of pictures or tables',
        `${first} holds tagged texts`,
      );
      return tableReport(context, openTagged);
    }
    const kind = existsSync(first!) && statSync(first!).isDirectory() ? folderKind(first!) : undefined;
    const onProgress = readingProgress(context);
    if (kind === 'recordings' || kind === 'texts') {
      refuseFlags(context, ['size', ...Object.keys(readingFlags)], 'of pictures or tables', `${first} holds ${kind}`);
    }
    if (kind === 'recordings') return tableReport(context, (dir, how) => openRecordings(dir, { ...how, onProgress }));
    if (kind === 'texts') return tableReport(context, (dir, how) => openTexts(dir, { ...how, onProgress }));
    if (kind === 'tables') {
      throw new CliError(
        'no-pictures',
        `${first} holds tables and no folders of pictures: give one of its files, as capstan data ${join(first!, 'FILE')}.`,
        { fields: { path: first } },
      );
    }
    refuseFlags(context, OF_TABLES, 'of tables', `${first} is a folder of pictures`);
    const size = sizeFlag(context);
    const source = imageFolder(words[0]!, size ? { size } : {});
    const data = await openImages(source, { signal, onProgress });
    const found = report(data);
    out.write(context.flags.json ? `${JSON.stringify(found, null, 2)}\n` : `${renderReport(found).trimEnd()}\n`);
    const path = text(context, 'report');
    if (path !== undefined) {
      await writeDataReport(path, data);
      if (!context.flags.json) err.write(`Report  ${path}\n`);
    }
    return exitCode.done;
  },
};
