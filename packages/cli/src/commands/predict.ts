import { openLedger, processStart } from '@capstan/ledger';
import { readCard } from '@capstan/models';
import { modelFolder, predictData } from '@capstan/train';
import { CliError, exitCode } from '../errors.ts';
import { text } from '../flags/parse.ts';
import { readingFlags, readingFrom } from '../flags/reading-flags.ts';
import { endingAsStopped } from '../interrupt.ts';
import { readingProgress } from '../output/progress/reading-progress.ts';
import type { Command } from './contract.ts';

export const command: Command = {
  words: 'DATA',
  wordCount: [1, 1],
  flags: {
    run: { type: 'string', value: 'RUN', help: 'the run, or the folder of a model, that is asked' },
    out: { type: 'string', value: 'FILE', writes: true, help: 'where the answers go, as CSV' },
    json: { type: 'boolean', help: 'say what was done as JSON' },
    ...readingFlags,
  },
  examples: [
    'capstan predict new.csv --run runs/3f2a --out answers.csv',
    'capstan predict new-photos --run runs/3f2a --out answers.csv',
  ],
  async run(context) {
    const { words, out, flags, signal } = context;
    const [data] = words;
    const [run, to] = [text(context, 'run'), text(context, 'out')];
    if (run === undefined || to === undefined) {
      throw new CliError(
        'bad-flag',
        `capstan predict needs ${run === undefined ? '--run RUN, the run whose model is asked' : '--out FILE, where the answers go'}: capstan predict ${data} --run RUN --out FILE.`,
        { fields: { flag: run === undefined ? 'run' : 'out' } },
      );
    }
    const model = modelFolder(run);
    const card = await readCard(model);
    using ledger = openLedger();
    using booked = ledger.start({
      name: `predict ${data}`,
      kind: 'predict',
      params: { model, data: data! },
      device: 'cpu',
      since: processStart,
    });
    booked.uses(`artifact:${card.sha256}`);
    const reading = readingFrom(context);
    const count = await predictData(model, data!, to, {
      ...(Object.keys(reading).length > 0 ? { reading } : {}),
      signal,
      onProgress: readingProgress(context),
    }).catch(endingAsStopped(booked, signal));
    booked.artifact(to, { kind: 'predictions' });
    booked.finish('done');
    out.write(
      flags.json
        ? `${JSON.stringify({ model, data, out: to, count }, null, 2)}\n`
        : `${count.toLocaleString('en')} answers in ${to}\n`,
    );
    return exitCode.done;
  },
};
