// How well texts are told apart, from scratch: SMS spam, CLINC150 (in scope) and ChnSentiCorp, three seeds each; the test set is
// asked once, with the model that was best on validation.
//
//   CAPSTAN_DATA=… npm run node -- bench/quality/texts.ts [sms|clinc150|chnsenticorp] [bagOfNgrams|textCnn] [seeds]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawsFor, permutation } from '@capstan/base';
import { openLedger } from '@capstan/ledger';
import { defineProject, evaluateModel, fit, lookAt, openFeed, type Project } from '@capstan/train';

const sets = process.env.CAPSTAN_DATA ?? '../shared/data';
const [only, model = 'bagOfNgrams', seeds = '3'] = process.argv.slice(2);
const root = mkdtempSync(join(tmpdir(), 'capstan-quality-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

interface Row {
  text: string;
  label: string;
  split: string;
}

const lines = (path: string) => readFileSync(join(sets, path), 'utf8').trim().split('\n');

/** Rows of each set, with the split that its authors made; of SMS spam, that has none, 80 : 10 : 10 by the seed. */
const rows: Record<string, (seed: number) => Row[]> = {
  sms(seed) {
    const all = lines('sms-spam/sms.tsv').map((line) => line.split('\t'));
    const place = permutation(all.length, drawsFor('split', seed));
    const part = (i: number) => (i < 0.8 * all.length ? 'train' : i < 0.9 * all.length ? 'validation' : 'test');
    return Array.from(place, (row, i) => ({ text: all[row]![1]!, label: all[row]![0]!, split: part(i) }));
  },
  clinc150() {
    const json: Record<string, [string, string][]> = JSON.parse(
      readFileSync(join(sets, 'clinc150/data_full.json'), 'utf8'),
    ); // as the file is
    const of = (name: string, split: string) => json[name]!.map(([text, label]) => ({ text, label, split }));
    return [...of('train', 'train'), ...of('val', 'validation'), ...of('test', 'test')];
  },
  chnsenticorp() {
    const of = (file: string, split: string) =>
      lines(`chnsenticorp/${file}.tsv`)
        .slice(1)
        .map((line) => ({ label: line[0]!, text: line.slice(2), split }));
    return [...of('train', 'train'), ...of('dev', 'validation'), ...of('test', 'test')];
  },
};

for (const name of Object.keys(rows)) {
  if (only !== undefined && only !== name) continue;
  const figures: number[] = [];
  for (let seed = 0; seed < Number(seeds); seed++) {
    const path = join(root, `${name}.jsonl`);
    writeFileSync(
      path,
      rows[name]!(seed)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    const { projects } = await lookAt(path, { target: 'label', task: 'classification', model });
    const [looked] = projects;
    const project: Project = defineProject({ ...looked!, train: { ...looked!.train, seed } });
    const feed = await openFeed(project.data);
    using ledger = openLedger(':memory:');
    const begun = performance.now();
    const result = await fit(project, {
      ledger,
      data: feed,
      runDir: join(root, `${name}-${seed}`),
      onProgress: (event) => {
        if (event.kind === 'epoch') {
          const { epoch, trainLoss, validationAccuracy, seconds } = event.record;
          console.error(
            `  ${epoch}: ${trainLoss.toFixed(4)} ${validationAccuracy?.toFixed(4)} ${seconds.toFixed(0)} s`,
          );
        }
      },
    });
    const test = await evaluateModel(result.bestDir, feed, 'test');
    if (test.task !== 'classification') throw new Error('expected classes');
    const { accuracy, perClass } = test.report;
    const figure = name === 'sms' ? perClass.find((each) => each.class === 'spam')!.f1 : accuracy;
    figures.push(figure);
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `${name} ${model} seed ${seed}: ${figure.toFixed(4)} (${seconds.toFixed(0)} s, ${feed.vocabulary} terms)`,
    );
  }
  const mean = figures.reduce((a, b) => a + b) / figures.length;
  const deviation = Math.sqrt(figures.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, figures.length - 1));
  console.log(
    `${name} ${model}: ${name === 'sms' ? 'F1 of spam' : 'accuracy'} ${mean.toFixed(4)} ± ${deviation.toFixed(4)} of ${figures.length}`,
  );
}
