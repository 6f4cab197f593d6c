// Ten faults planted in folders of real texts and recordings, one at a time: what a doctor should find in each.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Random } from '@capstan/base';
import { type Audio, decodeAudio, encodeWav } from '../index.ts';

/** A fault: kinds of findings or reading notes that name it; planting it gives back the files of which one has to be named. */
export interface FileFault {
  name: string;
  of: 'texts' | 'recordings';
  kinds: readonly string[];
  /** The folder holds a folder a class. */
  plant(folder: string, random: Random): Promise<string[]>;
}

/** One of the files; `other` is the folder of another class. */
function drawn(folder: string, random: Random): { file: string; other: string } {
  const classes = readdirSync(folder).sort();
  const first = random.below(classes.length);
  const files = readdirSync(join(folder, classes[first]!)).sort();
  return {
    file: `${classes[first]}/${files[random.below(files.length)]}`,
    other: classes[(first + 1 + random.below(classes.length - 1)) % classes.length]!,
  };
}

const same = (of: FileFault['of']): FileFault => ({
  name: `the same ${of === 'texts' ? 'text' : 'recording'} under two classes`,
  of,
  kinds: ['conflict'],
  async plant(folder, random) {
    const { file, other } = drawn(folder, random);
    const next = `${other}/planted-${basename(file)}`;
    copyFileSync(join(folder, file), join(folder, next));
    return [file, next];
  },
});

const text = (name: string, kinds: readonly string[], change: (text: string) => string | Uint8Array): FileFault => ({
  name,
  of: 'texts',
  kinds,
  async plant(folder, random) {
    const { file } = drawn(folder, random);
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
    return [file];
  },
});

const recording = (
  name: string,
  kinds: readonly string[],
  change: (audio: Audio, random: Random) => Audio,
): FileFault => ({
  name,
  of: 'recordings',
  kinds,
  async plant(folder, random) {
    const { file } = drawn(folder, random);
    const audio = await decodeAudio(readFileSync(join(folder, file)));
    writeFileSync(join(folder, file), encodeWav(change(audio, random)));
    return [file];
  },
});

const each = (audio: Audio, change: (value: number, i: number) => number): Audio => ({
  ...audio,
  channels: audio.channels.map((channel) => channel.map(change)),
});

/** Five faults of texts and five of recordings. */
export const fileFaults: readonly FileFault[] = [
  same('texts'),
  {
    name: 'nearly the same text under two classes',
    of: 'texts',
    kinds: ['near-conflict'],
    async plant(folder, random) {
      let { file, other } = drawn(folder, random);
      while (readFileSync(join(folder, file), 'utf8').length < 80) ({ file, other } = drawn(folder, random));
      const next = `${other}/planted-${basename(file)}`;
      writeFileSync(join(folder, next), `${readFileSync(join(folder, file), 'utf8').trim().toUpperCase()} !!\n`);
      return [file, next];
    },
  },
  text('a text without words', ['empty'], () => ' \n ---\n'),
  text(
    'German among English',
    ['other-language'],
    () =>
      'Ich habe den Brief gestern nicht bekommen, und wir müssen noch einmal mit der Bank über das Konto sprechen.\n',
  ),
  text('UTF-8 saved as Windows-1252', ['damaged', 'mojibake'], (was) =>
    `${was.trim()} – it’s “quite” café\n`.replace(/[–’“”é]/g, (c) => Buffer.from(c).toString('latin1')),
  ),
  same('recordings'),
  recording('silence', ['silent'], (audio) => each(audio, (_, i) => (i % 2 ? 1 : -1) / 32_768)),
  recording('recorded too loud', ['clipped'], (audio) => {
    const peak = audio.channels[0]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return each(audio, (value) => Math.max(-1, Math.min(1, (6 * value) / peak)));
  }),
  recording('another sample rate', ['other-rate'], (audio) => ({ ...audio, sampleRate: 2 * audio.sampleRate })),
  recording('a recording that broke off', ['cut-off', 'dropout'], (audio) => ({
    ...audio,
    channels: audio.channels.map((channel) => channel.slice(0, Math.ceil(channel.length / 20))),
  })),
];
