import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { replaceFile } from '@capstan/base/files';
import { imageFolder, openImages } from '@capstan/data';
import { isProjectName, lookAt, projectName, tasks } from '@capstan/train';
import { CliError, exitCode } from '../errors.ts';
import { badFlag } from '../flags/bad-flag.ts';
import { isPictures } from '../flags/choose-projects.ts';
import { text } from '../flags/parse.ts';
import { readingFlags, readingFrom } from '../flags/reading-flags.ts';
import { projectFlags, wishFromFlags } from '../flags/train-flags.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import { renderLooked } from '../output/render-data.ts';
import { quoted, renderProject } from '../render-project.ts';
import type { Command } from './contract.ts';

const FILE = 'capstan.config.ts';

export const command: Command = {
  words: 'DATA',
  wordCount: [1, 1],
  flags: {
    name: { type: 'string', value: 'NAME', help: 'name of the project; default: that of the data' },
    target: { type: 'string', value: 'COLUMN', help: 'of a table: what is to be predicted' },
    task: {
      type: 'string',
      value: 'NAME',
      help: `${Object.keys(tasks).join(', ')}; default: by what the target holds`,
    },
    user: projectFlags.user!,
    item: projectFlags.item!,
    value: projectFlags.value!,
    time: projectFlags.time!,
    preset: projectFlags.preset!,
    'file-names': projectFlags['file-names']!,
    group: projectFlags.group!,
    test: projectFlags.test!,
    'leave-out': projectFlags['leave-out']!,
    model: projectFlags.model!,
    json: { type: 'boolean', help: 'what was written as JSON' },
    force: { type: 'boolean', help: `write over a ${FILE} that is there` },
    ...readingFlags,
  },
  examples: [
    'capstan init photos',
    'capstan init photos && capstan train',
    'capstan init loans.csv --target defaulted',
  ],
  async run(context) {
    const { words, out, flags, signal } = context;
    const dir = words[0]!;
    const path = join(process.cwd(), FILE);
    if (existsSync(path) && !flags.force) {
      throw new CliError(
        'config-exists',
        `${FILE} is there already. Change it by hand, or write over it with --force.`,
        { fields: { path } },
      );
    }
    const given = text(context, 'name');
    if (given !== undefined && !isProjectName(given)) {
      throw badFlag('name', 'a short name of letters, digits, space, . _ -', given);
    }
    if (!isPictures(dir)) {
      const looked = await lookAt(dir, wishFromFlags(context), readingFrom(context));
      const [project] = looked.projects;
      await replaceFile(path, renderProject(project!, looked, relative(process.cwd(), resolve(dir)))); // there is one at least
      if (flags.json) {
        out.write(
          `${JSON.stringify({ file: FILE, name: project!.name, task: looked.task.kind, root: dir }, null, 2)}\n`,
        );
        return exitCode.done;
      }
      out.write(`${renderLooked(looked)}Wrote ${FILE}\n  capstan train   trains with this file\n`);
      return exitCode.done;
    }
    const data = await openImages(imageFolder(dir), { signal, onProgress: readingProgress(context) });
    const [height, width] = data.preprocessing.size;
    const name = given ?? projectName(basename(resolve(dir)));
    const config = renderConfig({
      name,
      dir: relative(process.cwd(), resolve(dir)) || '.',
      height,
      width,
      balanced: !data.findings.some(({ kind }) => kind === 'imbalance'),
    });
    await replaceFile(path, config);
    if (flags.json) {
      const split = { train: data.train.length, validation: data.validation.length, test: data.test.length };
      const about = { file: FILE, name, root: data.root, classes: data.classes, size: [height, width], split };
      out.write(`${JSON.stringify(about, null, 2)}\n`);
      return exitCode.done;
    }
    out.write(
      `Wrote ${FILE}: ${data.classes.length} classes, ${data.train.length.toLocaleString('en')} pictures to train on at ${height} x ${width}.\n` +
        '  capstan train   trains with this file; change it as you like, your editor knows every field\n' +
        `  capstan data ${dir}   what is in the folder, and what is wrong with it\n`,
    );
    return exitCode.done;
  },
};

/** A project file for pictures of one size. */
function renderConfig(about: { name: string; dir: string; height: number; width: number; balanced: boolean }): string {
  const { name, dir, height, width, balanced } = about;
  const small = Math.max(height, width) <= 64;
  const size = height === width ? String(height) : `[${height}, ${width}]`;
  const augment = small
    ? 'randomCrop({ padding: 2 })'
    : `randomResizedCrop(${size}, { scale: [0.5, 1] }), horizontalFlip()`;
  const imports = small ? 'imageFolder, randomCrop' : 'horizontalFlip, imageFolder, randomResizedCrop';
  const model = small ? "'cifarResnet20'" : "'resnet18'";
  return `import { ${imports} } from '@capstan/data';
import { crossEntropy, defineProject, oneCycle, sgd, usd } from '@capstan/train';

export default defineProject({
  name: ${quoted(name)},
  data: imageFolder(${quoted(dir)}, {
    size: ${size},
    split: { train: 0.8, validation: 0.1, test: 0.1 },
    augment: [${augment}], // of training pictures only
    balance: ${balanced ? "'none'" : "'oversample', // the classes are of very different size"}${balanced ? ',' : ''}
  }),
  model: ${model},
  loss: crossEntropy(),
  optimizer: sgd({ lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  schedule: oneCycle(),
  train: { epochs: 10, batchSize: 64, seed: 0 },
  budget: { limit: usd(5) }, // training stops, with a checkpoint, when it has cost this much
});
`;
}
