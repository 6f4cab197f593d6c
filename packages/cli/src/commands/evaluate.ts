import { openLedger, processStart } from '@capstan/ledger';
import {
  evaluateModel,
  modelFolder,
  openForModel,
  taskOfEvaluation,
  writePredictions,
  writeReport,
} from '@capstan/train';
import { exitCode } from '../errors.ts';
import { oneOf, text } from '../flags/parse.ts';
import { endingAsStopped } from '../interrupt.ts';
import { inColour } from '../output/colour.ts';
import { jsonLines } from '../output/progress/json-lines.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import type { Command } from './contract.ts';

const SPLITS = ['test', 'validation', 'train'] as const;

export const command: Command = {
  words: 'MODEL',
  wordCount: [1, 1],
  flags: {
    data: {
      type: 'string',
      value: 'DIR',
      help: 'all of another folder or table; default: what the run kept apart',
    },
    split: { type: 'string', value: 'NAME', help: `${SPLITS.join(', ')}; default test` },
    report: { type: 'string', value: 'FILE', writes: true, help: 'write an HTML report there' },
    predictions: {
      type: 'string',
      value: 'FILE',
      writes: true,
      help: 'write what the model says of every example there, as CSV',
    },
    json: { type: 'boolean', help: 'write the figures as JSON' },
  },
  examples: [
    'capstan evaluate runs/3f2a',
    'capstan evaluate runs/3f2a --data new-photos --report new.html',
    'capstan evaluate runs/3f2a --data this-month.csv --predictions answers.csv',
  ],
  async run(context) {
    const { words, out, err, flags, signal } = context;
    const model = modelFolder(words[0]!);
    // All of other pictures are in their first split.
    const split = oneOf(context, 'split', SPLITS) ?? (text(context, 'data') === undefined ? 'test' : 'train');
    const name = text(context, 'data') === undefined ? split : 'all';
    const other = text(context, 'data');
    const { data, root, card, notes } = await openForModel(model, {
      ...(other === undefined ? {} : { data: other }),
      signal,
      onProgress: readingProgress(context),
    });
    const say = jsonLines(err);
    for (const text of notes) {
      if (flags.json) say({ kind: 'note', text });
      else err.write(`Note: ${text}\n`);
    }
    using ledger = openLedger();
    using run = ledger.start({
      name: `evaluate ${words[0]}`,
      kind: 'evaluate',
      params: { model, split, root },
      dataHash: data.hash,
      device: 'cpu',
      since: processStart,
    });
    run.uses(`artifact:${card.sha256}`);
    const evaluation = await evaluateModel(model, data, split, { signal }).catch(endingAsStopped(run, signal));
    const task = taskOfEvaluation(evaluation);
    const { loss: _, ...figures } = task.figures(evaluation);
    run.log(0, Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name}/${figure}`, value])));
    const path = text(context, 'report');
    if (path !== undefined) {
      const what = split === 'validation' ? { validation: evaluation } : { test: evaluation };
      await writeReport(path, { title: `${card.architecture} on ${root}`, model, data, ...what });
      run.artifact(path, { kind: 'report' });
    }
    const predictions = text(context, 'predictions');
    if (predictions !== undefined) await writePredictions(predictions, evaluation, data);
    run.finish('done');
    if (flags.json) out.write(`${JSON.stringify({ split: name, ...evaluation.report }, null, 2)}\n`);
    else out.write(`${task.render(evaluation, { color: inColour(out) }).trimEnd()}\n`);
    if (path !== undefined && !flags.json) err.write(`Report  ${path}\n`);
    return exitCode.done;
  },
};
