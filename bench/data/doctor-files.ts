// What the doctor finds in pictures, texts and recordings with a planted fault, and what it says of clean ones:
//   npm run node -- bench/data/plant.ts FOLDER && npm run node -- bench/data/doctor-files.ts FOLDER
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageFolder, openImages, openRecordings, openTexts, profileTable } from '@capstan/data';
import type { Case } from './plant.ts';

/** What is true of a clean set though it was published as it is: looked at, one by one. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  // 87 files with the bytes of another, 21 of which the laying out of the splits puts into both; neighbouring slices of one
  // scan, slices past the head that show nothing but the table, hands and chests that are a small sheet in a black frame,
  // fogged radiographs, hands on white sheets.
  'scans (MedNIST)': 'duplicate leak near-leak one-colour dark low-information part-missing blurred overexposed'.split(
    ' ',
  ),
  // Messages without a word (":) "), with &lt;#&gt; for what was masked, with lost characters, and chain letters.
  'messages (sms-spam)': ['empty', 'markup', 'damaged', 'near-duplicate-text'],
};

type Named = { kind: string; severity: string; files: string[]; message: string };

const [root = '.'] = process.argv.slice(2);
const cases: Case[] = JSON.parse(readFileSync(join(root, 'cases.json'), 'utf8'));
const counts = new Map<string, { found: number; all: number }>();
for (const one of cases) {
  if (one.of === 'table') continue;
  const named = await examined(one);
  if (one.fault === undefined) {
    const odd = ODD[one.set] ?? [];
    const alarms = named.filter(({ severity, kind }) => severity !== 'note' && !odd.includes(kind));
    console.log(`clean ${one.set}: ${alarms.length} kinds of false alarms`);
    for (const { kind, message, files } of alarms)
      console.log(`  ${kind}: ${message} (${files.slice(0, 3).join(', ')})`);
    continue;
  }
  const own = named.filter(({ files }) => files.some((file) => one.files!.includes(file)));
  const isFound = own.some(({ kind }) => one.kinds!.includes(kind));
  if (!isFound)
    console.log(`  missed in ${one.set}: ${one.fault} (${own.map(({ kind }) => kind).join(' ') || 'nothing'})`);
  const count = counts.get(one.set) ?? { found: 0, all: 0 };
  counts.set(one.set, { found: count.found + Number(isFound), all: count.all + 1 });
}
for (const [set, { found, all }] of counts) console.log(`planted in ${set}: ${found} of ${all} found`);

async function examined({ of, path }: Case): Promise<Named[]> {
  const folder = join(root, path);
  if (of === 'pictures') {
    const { findings } = await openImages(imageFolder(folder));
    return findings.map((one) => ({
      ...one,
      files: one.items.flatMap(({ file, like }) => (like ? [file, like] : [file])),
    }));
  }
  await using table = of === 'texts' ? await openTexts(folder) : await openRecordings(folder);
  const { findings } = await profileTable(table);
  return findings.map((one) => ({ ...one, files: one.items.map(({ file }) => file) }));
}
