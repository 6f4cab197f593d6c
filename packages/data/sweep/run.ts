// Reads the files that make.py made, and says which come back as they were written, which are refused, and which are wrong:
//   python packages/data/sweep/make.py FOLDER && npm run node -- packages/data/sweep/run.ts FOLDER [--all]
// Cells must be the same text or the same number, pictures the same to 3 of 255 (lossy ones to 24 in the worst pixel), samples to
// 2^-22 (MP3 and Opus to 1 %). It exits with 1 where a file was read wrongly, or refused without a word on what to do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../src/errors.ts';
import { decode } from '../src/images/decode/decode.ts';
import { decodeAudio, openTable } from '../src/index.ts';

type Entry = { file: string; note: string; peers: Record<string, string> } & (
  | { kind: 'table'; names: string[]; rows: (string | null)[][] }
  | { kind: 'picture'; height: number; width: number }
  | { kind: 'recording'; rate: number; channels: number; frames: number }
);

const [folder = '.', all] = process.argv.slice(2);
const entries: Entry[] = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
const counts = new Map<string, Map<string, number>>();
let faults = 0;

for (const entry of entries) {
  const { verdict, why } = await judge(entry).catch((error) => {
    if (!(error instanceof DataError)) return { verdict: 'broken', why: String(error) };
    return { verdict: error.hint === undefined ? 'refused without a way out' : 'refused', why: error.message };
  });
  count(entry.kind, 'ours', verdict);
  for (const [peer, its] of Object.entries(entry.peers)) count(entry.kind, peer, its);
  if (verdict !== 'equal' && verdict !== 'refused') faults += 1;
  if (verdict !== 'equal' || all) console.log(`${verdict.padEnd(9)} ${entry.file.padEnd(22)} ${entry.note}  ${why}`);
}
for (const [key, verdicts] of counts) {
  console.log(`${key.padEnd(22)} ${[...verdicts].map(([verdict, n]) => `${n} ${verdict}`).join(', ')}`);
}
console.log(`${entries.length} files, ${faults} read wrongly or refused without a way out`);
process.exitCode = faults > 0 ? 1 : 0;

function count(kind: string, who: string, verdict: string): void {
  const key = `${kind}s, ${who}`;
  const of = counts.get(key) ?? new Map<string, number>();
  counts.set(key, of.set(verdict, (of.get(verdict) ?? 0) + 1));
}

async function judge(entry: Entry): Promise<{ verdict: string; why: string }> {
  const path = join(folder, entry.file);
  if (entry.kind === 'picture') {
    const base = {
      size: [entry.height, entry.width] satisfies [number, number],
      channels: 3 as const,
      resize: 'stretch' as const,
    };
    const { pixels } = await decode(readFileSync(path), { ...base, ratio: 1, whole: false }, 1e8);
    const want = readFileSync(`${path}.rgb`);
    const plane = entry.height * entry.width;
    let [worst, sum] = [0, 0];
    for (let i = 0; i < plane; i++) {
      for (let c = 0; c < 3; c++) {
        const off = Math.abs(pixels.data[c * plane + i]! - want[3 * i + c]!);
        worst = Math.max(worst, off);
        sum += off;
      }
    }
    const isLossy = /\.(jpg|webp|avif)$/.test(entry.file) && !entry.note.includes('lossless');
    const mean = sum / (3 * plane);
    return verdictOf(worst <= (isLossy ? 24 : 3) && mean <= 2, `worst ${worst}, mean ${mean.toFixed(2)}`);
  }
  if (entry.kind === 'recording') {
    const audio = await decodeAudio(readFileSync(path));
    const want = new Float32Array(new Uint8Array(readFileSync(`${path}.f32`)).buffer);
    const shape = `${audio.channels.length} × ${audio.channels[0]!.length} at ${audio.sampleRate}`;
    if (shape !== `${entry.channels} × ${entry.frames} at ${entry.rate}`) return verdictOf(false, shape);
    let worst = 0;
    for (const [c, channel] of audio.channels.entries()) {
      for (let i = 0; i < channel.length; i++) {
        worst = Math.max(worst, Math.abs(channel[i]! - want[c * entry.frames + i]!));
      }
    }
    const isLossy = entry.file.endsWith('.mp3') || entry.note === 'OPUS'; // decoders may round otherwise
    return verdictOf(worst <= (isLossy ? 0.01 : 2 ** -22), `worst ${worst}`);
  }
  await using table = await openTable(path);
  const names = table.columns.map(({ name }) => name);
  if (names.join('\0') !== entry.names.join('\0')) return verdictOf(false, `columns ${names.slice(0, 6).join(', ')}`);
  const columns = await Promise.all(names.map((name) => table.texts(name)));
  if ((columns[0]?.length ?? 0) !== entry.rows.length) return verdictOf(false, `${columns[0]?.length} rows`);
  for (const [r, row] of entry.rows.entries()) {
    for (const [c, want] of row.entries()) {
      const got = columns[c]![r]!;
      if (!isSame(got, want))
        return verdictOf(false, `row ${r + 1}, ${names[c]}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
    }
  }
  return verdictOf(true, table.reading.notes.map(({ kind }) => kind).join(' '));
}

function isSame(got: string | null, want: string | null): boolean {
  if (got === want) return true;
  if (got === null || want === null) return false;
  if (
    `${want} 00:00:00` === got ||
    want.replace(/ 00:00:00$/, '') === got ||
    `${want}+00` === got ||
    want === got.replace(/\+00$/, '')
  )
    return true;
  const plain = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;
  if (!plain.test(got) || !plain.test(want) || /^-?0\d/.test(want)) return false;
  if (/^-?\d{16,}$/.test(want)) return got.replace(/\.0+$/, '') === want;
  return Math.abs(Number(got) - Number(want)) <= 1e-12 * Math.max(1, Math.abs(Number(want)));
}

function verdictOf(isEqual: boolean, why: string) {
  return { verdict: isEqual ? 'equal' : 'wrong', why };
}
