import { personalKind } from '../../personal-data.ts';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

export const personalData: TableFindingKind = {
  kind: 'personal-data',
  place: 150,
  about:
    'Names, mail addresses, phone, card and identity numbers, streets, coordinates, dates of birth. Reports show them masked.',
  async look({ profile: { columns } }) {
    return columns.flatMap(({ name: column, personal }) =>
      personal === undefined
        ? []
        : [
            {
              ...{ kind: 'personal-data', severity: 'warning' as const, column, items: [] },
              message: `${quoted(column)} seems to hold ${personal}`,
              hint: 'Leave it out, or replace it by a keyed hash; ask whether you may train on it',
              step: { step: 'drop-columns' as const, columns: [column] },
            },
          ],
    );
  },
};

/** What personal data a column of cells holds, if any. */
export const personalIn = (column: string, cells: readonly string[]): string | undefined =>
  personalKind(column, cells.filter((cell) => cell !== '').slice(0, 1000));
