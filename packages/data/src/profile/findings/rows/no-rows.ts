import type { TableFindingKind } from '../contract.ts';

export const noRows: TableFindingKind = {
  kind: 'no-rows',
  place: 110,
  about: 'A table that has a header, or columns, and no row.',
  look({ profile: { rows } }) {
    if (rows > 0) return [];
    return [
      {
        ...{ kind: 'no-rows', severity: 'error', items: [] },
        message: 'there is a header and no row below it',
        hint: 'See whether the file was cut, or whether its first line is a row of data (header: false, --header false)',
      },
    ];
  },
};
