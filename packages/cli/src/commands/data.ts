import { imageFolder, openImages, renderReport, report } from '@capstan/data';
import type { Command } from '../command.ts';
import { exitCode } from '../errors.ts';
import { text } from '../parse.ts';
import { readingProgress } from '../reading-progress.ts';
import { sizeFlag } from '../size.ts';
import { writeDataReport } from '../write-data-report.ts';

export const command: Command = {
  name: 'data',
  summary: 'Reads every picture in a folder and reports: classes, sizes, splits, and what is wrong with which file.',
  words: 'DIR',
  wordCount: [1, 1],
  flags: {
    size: {
      type: 'string',
      value: 'PIXELS',
      help: 'size trained on, as 224 or 224x320 (height x width); default: one that suits',
    },
    report: { type: 'string', value: 'FILE', help: 'write it as one HTML file, with pictures' },
    json: { type: 'boolean', help: 'write the report as JSON' },
  },
  examples: [
    'capstan data photos',
    'capstan data photos --report data.html',
    'capstan data photos --json > report.json',
  ],
  async run(context) {
    const { words, out, err, signal } = context;
    const size = sizeFlag(context);
    const source = imageFolder(words[0]!, size ? { size } : {});
    const data = await openImages(source, { signal, onProgress: readingProgress(err) });
    const found = report(data);
    out.write(context.flags.json ? `${JSON.stringify(found, null, 2)}\n` : `${renderReport(found).trimEnd()}\n`);
    const path = text(context, 'report');
    if (path !== undefined) {
      await writeDataReport(path, data);
      err.write(`Report  ${path}\n`);
    }
    return exitCode.done;
  },
};
