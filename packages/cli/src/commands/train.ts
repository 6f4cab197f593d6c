import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ImageData, openImages } from '@capstan/data';
import { formatCost, type Ledger, openLedger, processStart } from '@capstan/ledger';
import {
  checkBeforeData,
  evaluateRun,
  type Feed,
  type FitResult,
  fit,
  openFeed,
  type Project,
  taskOfEvaluation,
  terminalProgress,
} from '@capstan/train';
import { CliError, exitCode } from '../errors.ts';
import { chooseProjects, latestStopped } from '../flags/choose-projects.ts';
import { text } from '../flags/parse.ts';
import { readingFlags } from '../flags/reading-flags.ts';
import { courseByFlags, projectFlags } from '../flags/train-flags.ts';
import { checkFolder } from '../flags/writable.ts';
import { inColour } from '../output/colour.ts';
import { jsonLines } from '../output/progress/json-lines.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import { renderDataLine, renderFeedLine, renderLooked } from '../output/render-data.ts';
import type { Command, Context } from './contract.ts';

export const command: Command = {
  words: '[DATA | RUN]',
  wordCount: [0, 1],
  flags: {
    ...projectFlags,
    config: {
      type: 'string',
      value: 'FILE',
      help: 'project file; default capstan.config.ts, where no data are given',
    },
    resume: { type: 'boolean', help: 'go on with a stopped run: the one named, or the latest' },
    runs: { type: 'string', value: 'DIR', help: 'where runs are kept; default runs' },
    json: { type: 'boolean', help: 'the outcome as JSON' },
    ...readingFlags,
  },
  examples: [
    'capstan train photos               # looks at them, says what it chose and why, and trains',
    'capstan train loans.csv --target defaulted --preset best',
    'capstan train letters --model textCnn --epochs 10',
    'capstan train --data photos --model resnet50 --epochs 3',
    'capstan train --data photos --epochs 20 --lr 0.05 --schedule one-cycle --augment crop,flip --budget 2',
    'capstan train                       # with capstan.config.ts',
    'capstan train --resume              # the run that was stopped last',
    'capstan train --resume runs/3f2a --lr 0.001   # goes on at another learning rate',
  ],
  async run(context) {
    const { flags, words, out, err, signal } = context;
    const runsDir = text(context, 'runs') ?? 'runs';
    if (flags.runs !== undefined) checkFolder('runs', runsDir);
    const from = flags.resume ? (words[0] ?? latestStopped(runsDir)) : undefined;
    if (flags.resume && from === undefined) {
      throw new CliError('no-runs', `There is no stopped run in ${runsDir}/. Start one without --resume.`, {
        fields: { runsDir },
      });
    }
    const { projects, looked } = await chooseProjects(context, from);
    for (const project of projects) checkBeforeData(project);
    if (looked && !flags.json) out.write(renderLooked(looked));

    using ledger = openLedger();
    const trained: Trained[] = [];
    for (const project of projects) {
      const data = await openData(context, project, trained.at(-1));
      const training = fit(project, {
        data,
        ledger,
        runsDir,
        signal,
        since: processStart,
        ...(from === undefined ? {} : { resume: from, change: courseByFlags(context) }),
        onProgress: flags.json ? jsonLines(err) : terminalProgress(err),
      });
      const result = await training.catch((error: unknown) => {
        if (projects.length === 1 || !isMissingLibrary(error)) throw error;
        err.write(`${modelOf(project)} is passed over: ${error.message}\n`);
        return undefined;
      });
      if (result === undefined) continue;
      if (result.stopped !== 'done') return stopped(context, result);
      trained.push({ project, data, result });
      if (projects.length > 1) say(context, `${modelOf(project)}: loss on validation ${lossOf(result).toPrecision(4)}`);
    }
    if (trained.length === 0) throw new CliError('no-runs', 'None of the models could be trained.');
    const best = trained.reduce((a, b) => (lossOf(b.result) < lossOf(a.result) ? b : a));
    return await evaluated(context, best, ledger); // the ledger is closed at the end
  },
};

/** A line for people, or a note for programs. */
function say({ flags, err }: Context, text: string): void {
  if (flags.json) jsonLines(err)({ kind: 'note', text });
  else err.write(`${text}\n`);
}

/** A training that came to its end. */
interface Trained {
  project: Project;
  data: ImageData | Feed;
  result: FitResult;
}

/** Whether a model of several can't be had on this machine, as it takes a library that is not there. */
const isMissingLibrary = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === 'library-missing';

const lossOf = ({ best }: FitResult) => best?.validationLoss ?? Number.POSITIVE_INFINITY;
const modelOf = ({ model }: Project) => (typeof model === 'string' ? model : 'your model');

/** Opens a project's data; those of the training before, where they are the same. */
async function openData(context: Context, { data }: Project, before: Trained | undefined): Promise<ImageData | Feed> {
  const { flags, out, signal } = context;
  if (before && JSON.stringify(before.project.data) === JSON.stringify(data)) return before.data;
  if (data.kind === 'tensors') {
    throw new CliError(
      'no-pictures',
      'capstan train reads folders and tables; for data in memory call fit() in a script of your own.',
    );
  }
  if (data.kind !== 'imageFolder') {
    const feed = await openFeed(data, signal);
    if (!flags.json) out.write(renderFeedLine(feed));
    return feed;
  }
  const pictures = await openImages(data, { signal, onProgress: readingProgress(context) });
  if (!flags.json) out.write(renderDataLine(pictures));
  return pictures;
}

/** Says how a training that was stopped goes on. */
function stopped(context: Context, result: FitResult): number {
  const { flags, out } = context;
  const { history, run, dir } = result;
  if (!existsSync(join(dir, 'last.json'))) {
    const [why, how] =
      result.stopped === 'budget' ? ['The budget was spent', ' with a larger --budget'] : ['Stopped', ''];
    say(
      context,
      `${why} before the model of the run ${run} was fitted; there is nothing to go on from, so start it again${how}.`,
    );
    if (flags.json) out.write(`${JSON.stringify(result, null, 2)}\n`);
    return result.stopped === 'budget' ? exitCode.done : exitCode.interrupted;
  }
  const at = `epoch ${history.length + 1} of the run ${run}`;
  const [why, more] = result.stopped === 'budget' ? ['The budget is spent', ' --budget MORE'] : ['Stopped', ''];
  const go = `capstan train --resume ${relative('.', dir)}${more}`;
  say(context, `${why} in ${at}; everything up to here is saved. Go on with:\n  ${go}`);
  if (flags.json) out.write(`${JSON.stringify(result, null, 2)}\n`);
  return result.stopped === 'budget' ? exitCode.done : exitCode.interrupted;
}

/** Evaluates a training's best model and says what came of it. */
async function evaluated(context: Context, { project, data, result }: Trained, ledger: Ledger): Promise<number> {
  const { flags, out, signal } = context;
  const { evaluation, report, split, reportPath } = await evaluateRun({ result, data, project, ledger, signal }).catch(
    (error: unknown) => {
      if (signal.aborted) {
        const go = `capstan train --resume ${relative('.', result.dir)}`;
        say(
          context,
          `Stopped while the trained model was evaluated; it is saved. Evaluate it and write its report with:\n  ${go}`,
        );
      }
      throw error;
    },
  );
  if (flags.json) {
    out.write(`${JSON.stringify({ ...result, [split]: report, report: relative('.', reportPath) }, null, 2)}\n`);
    return exitCode.done;
  }
  const record = ledger.run(result.run);
  const what = 'batches' in data ? 'examples' : 'pictures';
  const text = taskOfEvaluation(evaluation).render(evaluation, { color: inColour(out) });
  out.write(`\nOn the ${split} ${what}:\n${text.trimEnd()}\n\n`);
  out.write(`Cost    ${formatCost(record.cost, record.price)}\n`);
  out.write(`Report  ${relative('.', reportPath)}\n`);
  out.write(`Model   ${join(relative('.', result.dir), 'best')}\n`);
  out.write(`Serve   capstan serve ${relative('.', result.dir)}\n`);
  return exitCode.done;
}
