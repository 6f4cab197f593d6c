import type { CellRepair, TextTable } from './text-table.ts';

const usual = /^(\d{1,2}):(\d{2}) ([ap])\.m\.$/;
const anywhere = /(?<!\d)(\d{1,2}):(\d{2})(?!\d)\s*(?:([ap])\.?(?:m\.?)?(?![a-z]{2}))?/gi;

type Clock = { hour: number; minute: number };

/** Forms in which columns of times are written; each reads its own kind and writes any time. */
const forms: { shape: RegExp; write: (time: Clock) => string }[] = [
  { shape: usual, write: (time) => twelve(time, (half) => ` ${half.toLowerCase()}.m.`) },
  { shape: /^\d{1,2}:\d{2} [AP]M$/, write: (time) => twelve(time, (half) => ` ${half}M`) },
  { shape: /^\d{1,2}:\d{2} [ap]m$/, write: (time) => twelve(time, (half) => ` ${half.toLowerCase()}m`) },
  { shape: /^\d{1,2}:\d{2}[ap]m$/, write: (time) => twelve(time, (half) => `${half.toLowerCase()}m`) },
  { shape: /^\d{2}:\d{2}$/, write: ({ hour, minute }) => `${pad(hour)}:${pad(minute)}` },
];

/**
 * Columns of clock times: a cell that is written in another way than most, or holds a date or a remark beside its one time,
 * is written as the others are; one without a time is wrong.
 */
export function clockTimes({ names, columns }: TextTable): CellRepair[] {
  return names.flatMap((column, c) => {
    const cells = columns[c]!;
    const filled = cells.filter((cell) => cell !== '');
    const marked = filled.filter((cell) => cell.includes(':')).length; // all forms have one
    if (marked <= 0.6 * filled.length) return [];
    const form = forms.find(({ shape }) => filled.filter((cell) => shape.test(cell)).length > 0.6 * filled.length);
    if (!form || filled.length < 10) return [];
    return cells.flatMap((was, row): CellRepair[] => {
      if (was === '' || form.shape.test(was)) return [];
      const times = [...was.matchAll(anywhere)].flatMap(parse);
      if (times.length !== 1) return [{ row, column, was, kind: 'time', why: 'not one time' }];
      return [{ row, column, was, becomes: form.write(times[0]!), kind: 'time', why: 'a time written in another way' }];
    });
  });
}

function parse([, hours, minutes, half]: RegExpMatchArray): Clock[] {
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (hour > 23 || minute > 59) return [];
  if (!half || hour > 12) return [{ hour, minute }];
  return [{ hour: (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0), minute }];
}

function twelve({ hour, minute }: Clock, half: (letter: 'A' | 'P') => string): string {
  return `${hour % 12 || 12}:${pad(minute)}${half(hour < 12 ? 'A' : 'P')}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
