import { name } from '../../../table/engine.ts';
import type { TableFindingKind } from '../contract.ts';
import { count } from '../words.ts';

export const splitOverlap: TableFindingKind = {
  kind: 'split-overlap',
  place: 250,
  about: 'The same row in more than one split.',
  async look({ table, profile: { columns, rows }, options: { split } }) {
    const others = columns.filter((column) => column.name !== split);
    if (split === undefined || rows === 0 || others.length === 0) return [];
    const list = others.map((column) => name(column.name)).join(', ');
    const { n } = await table.engine.one(
      `select count(*) as n from (select 1 from (${table.query}) group by hash(${list}) having count(distinct ${name(split)}) > 1)`,
    );
    if (Number(n) === 0) return [];
    return [
      {
        ...{ kind: 'split-overlap', severity: 'error', column: split, items: [] },
        message: `${count(Number(n))} rows are in more than one split`,
        hint: 'Take them out of training: what is tested must not have been seen',
        step: { step: 'deduplicate', except: [split] },
      },
    ];
  },
};
