import { CapitalError } from '../../errors.ts';

/** Reads the cells of one row, and names row and column where one is not what it should be. */
export interface CellReader {
  /** Nothing where the cell is absent, empty or NULL. */
  text(column: string): string | undefined;
  needed(column: string): string;
  number(column: string): number;
  currency(column: string): string;
  /** An instant or a day, as ISO 8601 in UTC. */
  time(column: string): string;
}

/** @param where for messages, such as 'row 3' */
export function cellReader(cells: Readonly<Record<string, string>>, where: string): CellReader {
  const text = (column: string): string | undefined => {
    const cell = Object.hasOwn(cells, column) ? cells[column]?.trim() : undefined;
    return cell === undefined || cell === '' || /^null$/i.test(cell) ? undefined : cell;
  };
  const needed = (column: string): string => {
    const cell = text(column);
    if (cell === undefined)
      throw new CapitalError('bad-input', `${where}: ${column} is empty.`, { fields: { where, column } });
    return cell;
  };
  return {
    text,
    needed,
    number(column) {
      const written = needed(column);
      const value = Number(written.replace(/(?<=\d),(?=\d{3}\b)/g, ''));
      if (!Number.isFinite(value))
        throw new CapitalError('bad-number', `${where}: ${column}: expected a number, received '${written}'.`, {
          fields: { where, column },
        });
      return value;
    },
    currency(column) {
      const written = needed(column);
      if (!/^[A-Z]{3}$/.test(written))
        throw new CapitalError('bad-input', `${where}: ${column}: expected three capitals, received '${written}'.`, {
          fields: { where, column },
        });
      return written;
    },
    time: (column) => timeOf(needed(column), where),
  };
}

/** FOCUS writes 2024-09-18T22:00:00Z, its samples 2024-09-18 22:00:00, Azure 09/18/2024: all are UTC. */
function timeOf(text: string, where: string): string {
  const american = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
  const day = american ? `${american[3]}-${american[1]}-${american[2]}` : text;
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|\+00:?00)?)?$/.exec(day);
  const made = parts ? Date.parse(`${parts[1]}T${parts[2] ?? '00:00'}Z`) : Number.NaN;
  // JavaScript takes 31 November for 1 December.
  if (Number.isNaN(made) || new Date(made).toISOString().slice(0, 10) !== parts?.[1])
    throw new CapitalError('bad-date', `${where}: expected a time such as 2026-11-24T10:00:00Z, received '${text}'.`, {
      fields: { where, text },
    });
  return new Date(made).toISOString();
}

/** The end of a day that a time is in. */
export function nextDay(time: string): string {
  return new Date(Date.parse(time) + 86_400_000).toISOString();
}
