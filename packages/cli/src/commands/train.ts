import { basename, join, relative } from 'node:path';
import { openImages } from '@capstan/data';
import { renderClassification } from '@capstan/evaluate';
import { formatCost, openLedger, processStart } from '@capstan/ledger';
import {
  checkBeforeData,
  evaluateRun,
  findConfig,
  fit,
  loadProject,
  readProject,
  resumableRuns,
  terminalProgress,
} from '@capstan/train';
import { CliError, exitCode } from '../errors.ts';
import { text } from '../flags/parse.ts';
import { changedByFlags, courseByFlags, projectFlags, projectFromFlags, saysProject } from '../flags/train-flags.ts';
import { inColour } from '../output/colour.ts';
import { readingProgress } from '../output/reading-progress.ts';
import { renderDataLine } from '../output/render-data.ts';
import type { Command, Context } from './contract.ts';

export const command: Command = {
  words: '[RUN]',
  wordCount: [0, 1],
  flags: {
    ...projectFlags,
    config: {
      type: 'string',
      value: 'FILE',
      help: 'project file; default capstan.config.ts, where no --data is given',
    },
    resume: { type: 'boolean', help: 'go on with a stopped run: the one named, or the latest' },
    runs: { type: 'string', value: 'DIR', help: 'where runs are kept; default runs' },
    json: { type: 'boolean', help: 'the outcome as JSON' },
  },
  examples: [
    'capstan train --data photos --model resnet50 --epochs 3',
    'capstan train --data photos --epochs 20 --lr 0.05 --schedule one-cycle --augment crop,flip --budget 2',
    'capstan train                       # with capstan.config.ts',
    'capstan train --resume              # the run that was stopped last',
    'capstan train --resume runs/3f2a --lr 0.001   # goes on at another learning rate',
  ],
  async run(context) {
    const { flags, words, out, err, signal } = context;
    if (words.length > 0 && !flags.resume) {
      throw new CliError(
        'bad-words',
        `'${words[0]}' was not expected. For pictures say --data ${words[0]}; to go on with a run, --resume ${words[0]}.`,
        { fields: { words } },
      );
    }
    const runsDir = text(context, 'runs') ?? 'runs';
    const from = flags.resume ? (words[0] ?? latestStopped(runsDir)) : undefined;
    if (flags.resume && from === undefined) {
      throw new CliError('no-runs', `There is no stopped run in ${runsDir}/. Start one without --resume.`, {
        fields: { runsDir },
      });
    }
    const project = await chooseProject(context, from);
    if (project.data.kind !== 'imageFolder') {
      throw new CliError(
        'no-pictures',
        'capstan train reads folders of pictures; for data in memory call fit() in a script of your own.',
      );
    }
    checkBeforeData(project);
    const data = await openImages(project.data, { signal, onProgress: readingProgress(err) });
    if (!flags.json) out.write(renderDataLine(data));

    using ledger = openLedger();
    const result = await fit(project, {
      data,
      ledger,
      runsDir,
      signal,
      since: processStart,
      ...(from === undefined ? {} : { resume: from, change: courseByFlags(context) }),
      onProgress: terminalProgress(err),
    });
    if (result.stopped !== 'done') {
      const why = result.stopped === 'budget' ? 'The budget is spent' : 'Stopped';
      const at = `epoch ${result.history.length + 1} of the run ${result.run}`;
      const more = result.stopped === 'budget' ? ' --budget MORE' : '';
      err.write(
        `${why} in ${at}; everything up to here is saved. Go on with:\n  capstan train --resume ${relative('.', result.dir)}${more}\n`,
      );
      if (flags.json) out.write(`${JSON.stringify(result, null, 2)}\n`);
      return result.stopped === 'budget' ? exitCode.done : exitCode.interrupted;
    }
    const evaluated = await evaluateRun({ result, data, project, ledger, signal }).catch((error: unknown) => {
      if (signal.aborted) {
        const go = `capstan train --resume ${relative('.', result.dir)}`;
        err.write(
          `Stopped while the trained model was evaluated; it is saved. Evaluate it and write its report with:\n  ${go}\n`,
        );
      }
      throw error;
    });
    if (flags.json) {
      out.write(
        `${JSON.stringify({ ...result, [evaluated.split]: evaluated.report, report: relative('.', evaluated.reportPath) }, null, 2)}\n`,
      );
      return exitCode.done;
    }
    const record = ledger.run(result.run);
    out.write(
      `\nOn the ${evaluated.split} pictures:\n${renderClassification(evaluated.report, { color: inColour(out) }).trimEnd()}\n\n`,
    );
    out.write(`Cost    ${formatCost(record.cost, record.price)}\n`);
    out.write(`Report  ${relative('.', evaluated.reportPath)}\n`);
    out.write(`Model   ${join(relative('.', result.dir), 'best')}\n`);
    out.write(`Serve   capstan serve ${relative('.', result.dir)}\n`);
    return exitCode.done;
  },
};

/** The run with the latest checkpoint of those that have not come to their end. */
function latestStopped(runsDir: string): string | undefined {
  const dirs = resumableRuns(runsDir);
  if (dirs.length === 0) return undefined;
  using ledger = openLedger();
  const isDone = (id: string) => ledger.has(id) && ledger.run(id).status === 'done';
  return dirs.find((dir) => !isDone(basename(dir)));
}

async function chooseProject(context: Context, from: string | undefined) {
  const config = text(context, 'config') ?? (text(context, 'data') === undefined ? findConfig() : undefined);
  if (from !== undefined && text(context, 'config') === undefined) {
    const saved = await readProject(from).catch((error: unknown) => {
      if (config === undefined) throw error;
      return undefined;
    });
    if (saved) return changedByFlags(context, saved);
  }
  if (config !== undefined) {
    const project = await loadProject(config);
    return saysProject(context) ? changedByFlags(context, project) : project;
  }
  return projectFromFlags(context);
}
