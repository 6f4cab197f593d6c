import { join, relative } from 'node:path';
import { affine, imageFolder, mnistFolder, openImages, renderReport, report } from '@capstan/data';
import { renderClassification } from '@capstan/evaluate';
import { formatCost, formatDuration, openLedger, processStart } from '@capstan/ledger';
import { serve } from '@capstan/serve';
import { findPlace } from '@capstan/setup';
import { crossEntropy, defineProject, evaluateRun, fit, oneCycle, sgd, terminalProgress } from '@capstan/train';
import { exitCode } from '../errors.ts';
import { portFlag, wholeNumber } from '../flags/parse.ts';
import { askServer, drawAnswers, showsShades, sumUp } from '../output/ask-server.ts';
import { inColour } from '../output/colour.ts';
import { jsonLines } from '../output/progress/json-lines.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import type { Command } from './contract.ts';

export const command: Command = {
  flags: {
    epochs: { type: 'string', value: 'N', help: 'times through the training digits; default 8' },
    digits: { type: 'string', value: 'N', help: 'how many of the ten thousand; default all' },
    seed: { type: 'string', value: 'N', help: 'of every random choice but the split; default 0' },
    port: { type: 'string', value: 'PORT', help: 'of the server; default a free one' },
    json: { type: 'boolean', help: 'the outcome as JSON; ends when it is written' },
  },
  examples: ['npm start', 'npm start -- --epochs 2'],
  async run(context) {
    const { out, err, flags, signal } = context;
    const json = flags.json === true;
    const begun = performance.now();
    const capstan = findPlace([import.meta.url]).kind === 'checkout' ? 'npm run capstan --' : 'npx capstan';
    const chapter = json ? () => {} : chapters(out);
    const count = wholeNumber(context, 'digits', 100);
    const epochs = wholeNumber(context, 'epochs') ?? 8;
    const seed = wholeNumber(context, 'seed', 0) ?? 0;
    const port = portFlag(context) ?? 0;

    chapter('Data', 'real handwritten digits, written out as an ordinary folder of PNG files');
    const folder = join('.capstan', count === undefined ? 'digits' : `digits-${count}`);
    const source = imageFolder(await mnistFolder(folder, count === undefined ? {} : { count }), {
      size: 28,
      channels: 1,
      split: { train: 0.8, validation: 0.1, test: 0.1 }, // 8,000, 1,000 and 1,000 of them all
      augment: [affine({ degrees: 10, translate: [0.07, 0.07], scale: [0.95, 1.05] })],
      balance: 'oversample',
    });
    const data = await openImages(source, { signal, onProgress: readingProgress(context) });
    if (!json) out.write(`${renderReport(report(data)).trimEnd()}\n`);

    chapter('Train', 'a ResNet-20 from fresh weights; Ctrl-C stops with everything saved');
    const project = defineProject({
      name: 'digits',
      data: source,
      model: 'cifarResnet20',
      loss: crossEntropy(),
      optimizer: sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
      schedule: oneCycle(),
      train: { epochs, batchSize: 64, seed },
    });
    using ledger = openLedger();
    const onProgress = json ? jsonLines(err) : terminalProgress(err);
    const result = await fit(project, { data, ledger, signal, since: processStart, onProgress });
    if (result.stopped !== 'done') {
      const text = `Stopped; everything up to here is saved. Go on with:\n  ${capstan} train --resume ${relative('.', result.dir)}`;
      if (json) jsonLines(err)({ kind: 'note', text });
      else err.write(`${text}\n`);
      if (json) out.write(`${JSON.stringify({ run: result }, null, 2)}\n`);
      return exitCode.interrupted;
    }

    chapter('Evaluate', 'on digits that were kept apart until now');
    const evaluated = await evaluateRun({ result, data, project, ledger, signal });
    if (!json) out.write(`${renderClassification(evaluated.report, { color: inColour(out) }).trimEnd()}\n`);

    chapter('Serve', 'the model in a process of its own, asked over HTTP about digits that it has not seen');
    await using server = await serve({
      models: { digits: result.bestDir },
      port,
    });
    const asked = await askServer(server.url, data, { colour: !json && showsShades(out) });
    if (!json) drawAnswers(out, asked);

    chapter('Cost', 'of training and evaluation');
    const record = ledger.run(result.run);
    if (json) {
      const outcome = {
        data: report(data),
        run: result,
        [evaluated.split]: evaluated.report,
        answers: sumUp(asked),
        cost: record.cost,
        report: relative('.', evaluated.reportPath),
        model: relative('.', result.bestDir),
      };
      out.write(`${JSON.stringify(outcome, null, 2)}\n`);
      return exitCode.done;
    }
    out.write(`${formatCost(record.cost, record.price)}\n`);
    out.write(
      `From the first picture to the last answer it took ${formatDuration((performance.now() - begun) / 1000)}.\n\n`,
    );
    out.write(`  the report     ${relative('.', evaluated.reportPath)}\n`);
    out.write(`  the model      ${relative('.', result.bestDir)}\n`);
    out.write(`  all runs       ${capstan} runs\n`);
    out.write(`  your pictures  ${capstan} train --data DIR --model resnet18 --epochs 3\n`);
    if (!out.isTTY || signal.aborted) return exitCode.done;
    out.write(`  try it         open ${server.url} and drop a picture\n`);
    out.write(`  from a shell   curl --data-binary @${relative('.', data.test.path(0))} ${server.url}/predict\n`);
    out.write('\nThe server stays up until Ctrl-C.\n');
    await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
    return exitCode.done;
  },
};

/** Numbered headings. */
function chapters(out: NodeJS.WriteStream): (title: string, about: string) => void {
  let number = 0;
  const bold = (text: string) => (inColour(out) ? `\x1b[1m${text}\x1b[22m` : text);
  return (title, about) => out.write(`\n${bold(`${++number}. ${title}`)}  ${about}\n\n`);
}
