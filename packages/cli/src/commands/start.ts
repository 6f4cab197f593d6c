import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type ImageData, imageFolder, mnistFolder, openImages, randomCrop, renderReport, report } from '@capstan/data';
import { renderClassification } from '@capstan/evaluate';
import { formatCost, formatDuration, openLedger } from '@capstan/ledger';
import { serve } from '@capstan/serve';
import { crossEntropy, defineProject, fit, oneCycle, sgd, terminalProgress } from '@capstan/train';
import type { Command, Context } from '../command.ts';
import { drawPicture } from '../draw-picture.ts';
import { exitCode } from '../errors.ts';
import { evaluateRun } from '../evaluate-run.ts';
import { wholeNumber } from '../parse.ts';
import { readingProgress } from '../reading-progress.ts';

export const command: Command = {
  name: 'start',
  summary: 'The main job: ten thousand handwritten digits become a trained model that answers over HTTP.',
  flags: {
    epochs: { type: 'string', value: 'N', help: '5' },
    seed: { type: 'string', value: 'N', help: 'of every random choice but the split; 0' },
    port: { type: 'string', value: 'PORT', help: 'of the server; a free one' },
  },
  examples: ['npm start', 'capstan start --epochs 2'],
  async run(context) {
    const { out, err, signal } = context;
    const begun = performance.now();
    const say = chapters(out);

    say('Data', 'ten thousand real handwritten digits, written out as an ordinary folder of PNG files');
    const dir = await mnistFolder(join('.capstan', 'digits'));
    const project = defineProject({
      name: 'digits',
      data: imageFolder(dir, {
        size: 28,
        channels: 1,
        split: { train: 8000, validation: 1000, test: 1000 },
        augment: [randomCrop({ padding: 2 })],
        balance: 'oversample',
      }),
      model: 'cifarResnet20',
      loss: crossEntropy(),
      optimizer: sgd({ lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
      schedule: oneCycle(),
      train: { epochs: wholeNumber(context, 'epochs') ?? 5, batchSize: 64, seed: wholeNumber(context, 'seed', 0) ?? 0 },
    });
    if (project.data.kind !== 'imageFolder') throw new TypeError('the digits are a folder');
    const data = await openImages(project.data, { signal, onProgress: readingProgress(err) });
    out.write(`${renderReport(report(data)).trimEnd()}\n`);

    say('Train', 'a ResNet-20 from fresh weights; Ctrl-C stops with everything saved');
    using ledger = openLedger();
    const result = await fit(project, { data, ledger, signal, onProgress: terminalProgress(err) });
    if (result.stopped !== 'done') {
      err.write(
        `Stopped; everything up to here is saved. Go on with:\n  npm run capstan -- train --resume ${relative('.', result.dir)}\n`,
      );
      return exitCode.interrupted;
    }

    say('Evaluate', 'on digits that were kept apart until now');
    const evaluated = await evaluateRun({ result, data, project, ledger, context });
    out.write(`${renderClassification(evaluated.report, { color: out.isTTY === true }).trimEnd()}\n`);

    say('Serve', 'the model in a process of its own, asked over HTTP about digits that it has not seen');
    const server = await serve({ models: { digits: result.bestDir }, port: wholeNumber(context, 'port', 0) ?? 0 });
    try {
      await askAboutDigits(context, server.url, data);
      const record = ledger.run(result.run);
      say('Cost', '');
      out.write(`${formatCost(record.cost, record.price)}\n`);
      out.write(`All of it took ${formatDuration((performance.now() - begun) / 1000)}.\n\n`);
      out.write(`  the report     ${evaluated.reportPath}\n`);
      out.write(`  the model      ${relative('.', result.bestDir)}\n`);
      out.write('  all runs       npm run capstan -- runs\n');
      out.write('  your pictures  npm run capstan -- train --data DIR --model resnet18 --epochs 3\n');
      if (!out.isTTY || signal.aborted) return exitCode.done;
      out.write(`  try it         open ${server.url} and drop a picture\n`);
      out.write(`  from a shell   curl --data-binary @${data.test.path(0)} ${server.url}/predict\n`);
      out.write('\nThe server stays up until Ctrl-C.\n');
      await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
      return exitCode.done;
    } finally {
      await server.close();
    }
  },
};

/** Numbered headings. */
function chapters(out: NodeJS.WriteStream): (title: string, about: string) => void {
  let number = 0;
  const bold = (text: string) => (out.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[22m` : text);
  return (title, about) => out.write(`\n${bold(`${++number}. ${title}`)}${about ? `  ${about}` : ''}\n\n`);
}

/** Sends eight held-out digits to the server, and draws each with the answer beside it. */
async function askAboutDigits({ out }: Context, url: string, data: ImageData): Promise<void> {
  const { test, classes } = data;
  const asked: { picture: string[]; truth: string; label: string; confidence: number; ms: number }[] = [];
  for (let i = 0; i < 8; i++) {
    const index = Math.floor((i * test.length) / 8);
    const path = test.path(index);
    const bytes = await readFile(path);
    const begun = performance.now();
    const response = await fetch(`${url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: bytes,
    });
    const ms = performance.now() - begun;
    const answer = (await response.json()) as { label: string; confidence: number }; // checked by the assertion below
    if (!response.ok || typeof answer.label !== 'string') {
      throw new Error(`The server answered ${response.status} to a picture: ${JSON.stringify(answer)}`);
    }
    const picture = await drawPicture(bytes, data.preprocessing, { width: 16 });
    asked.push({
      picture,
      truth: classes[test.labels[index]!]!,
      label: answer.label,
      confidence: answer.confidence,
      ms,
    });
  }
  const columns = Math.max(1, Math.min(4, Math.floor(((out.columns ?? 80) + 2) / 18)));
  for (let row = 0; row < asked.length; row += columns) {
    const cells = asked.slice(row, row + columns);
    for (let line = 0; line < cells[0]!.picture.length; line++) {
      out.write(`${cells.map(({ picture }) => picture[line]!).join('  ')}\n`);
    }
    out.write(
      `${cells
        .map(({ label, truth, confidence }) => {
          const verdict = label === truth ? '' : ` not ${truth}`;
          return `  ${label}${verdict}  ${(confidence * 100).toFixed(1)}%`.padEnd(16);
        })
        .join('  ')}\n\n`,
    );
  }
  const right = asked.filter(({ label, truth }) => label === truth).length;
  const sorted = asked.map(({ ms }) => ms).sort((a, b) => a - b);
  out.write(`${right} of ${asked.length} right, ${sorted[asked.length >> 1]!.toFixed(1)} ms an answer\n`);
}
