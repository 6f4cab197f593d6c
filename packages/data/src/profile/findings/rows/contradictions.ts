import { name } from '../../../table/engine.ts';
import { mask } from '../../mask.ts';
import type { TableFindingKind } from '../contract.ts';
import { clip, count, quoted } from '../words.ts';

export const contradictions: TableFindingKind = {
  kind: 'contradictions',
  place: 140,
  about: 'Rows that are the same but for the target: the same text, or the same numbers, under two classes.',
  async look({ table, profile: { columns, target, rows }, options }) {
    if (!target || rows < 2) return [];
    const y = name(target.column);
    const others = columns.filter((column) => column.name !== target.column && column.name !== options.split);
    if (others.length === 0) return [];
    const list = others.map((column) => name(column.name)).join(', ');
    const plain = others.filter(({ personal }) => personal === undefined);
    const shown = plain.find(({ lengths }) => lengths !== undefined) ?? plain[0] ?? others[0]!;
    const groups = await table.engine.all(
      `select any_value(${name(shown.name)}::varchar) as v, list(distinct ${y}::varchar) as classes, count(*) as n from (${table.query}) where ${y} is not null group by ${list} having count(distinct ${y}) > 1`,
    );
    if (groups.length === 0) return [];
    const n = groups.reduce((sum, group) => sum + Number(group.n), 0);
    // Few columns with few values repeat by nature; what is rare is a mistake, what is common says how good one can get.
    const common = n > 0.05 * rows;
    return [
      {
        ...{
          kind: 'contradictions',
          severity: common ? ('note' as const) : ('warning' as const),
          column: target.column,
        },
        message: `${count(n)} rows are the same but for ${quoted(target.column)}`,
        hint: common ? 'No model can tell them apart: count them into what to expect' : 'See which of them is right',
        items: groups.slice(0, 5).map(({ v, classes }) => ({
          file: clip(shown.personal === undefined ? String(v) : mask(String(v))),
          reason: (classes as unknown[]).map((one) => `'${clip(String(one))}'`).join(', '), // a list was asked for
        })),
      },
    ];
  },
};
