import { copiesOf } from '../../../table/copies.ts';
import type { TableFindingKind } from '../contract.ts';
import { count } from '../words.ts';

export const duplicateRows: TableFindingKind = {
  kind: 'duplicate-rows',
  place: 120,
  about: 'Rows that are the same in every column.',
  async look({ table, profile: { columns }, options, repeated }) {
    const all = table.columns.map(({ name }) => name).filter((name) => name !== options.split);
    const most = columns
      .filter((column) => all.includes(column.name))
      .sort((a, b) => b.distinct - a.distinct)
      .slice(0, 2)
      .map((column) => column.name);
    const telling =
      repeated && all.includes(repeated.column)
        ? { column: repeated.column, repeated: repeated.values }
        : { columns: most };
    const copies = await copiesOf(table.engine, table.numbered, all, telling);
    const { n } = await table.engine.one(`select count(*) as n from ${copies}`);
    if (Number(n) === 0) return [];
    return [
      {
        ...{ kind: 'duplicate-rows', severity: 'warning', items: [] },
        message: `${count(Number(n))} rows are copies of another`,
        hint: 'Keep the first of each, unless equal rows can really come twice',
        step: { step: 'deduplicate' },
      },
    ];
  },
};
