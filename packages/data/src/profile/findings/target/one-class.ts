import { printable } from '@capstan/base';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

export const oneClass: TableFindingKind = {
  kind: 'one-class',
  place: 220,
  about: 'A target without two different values.',
  look({ profile: { target } }) {
    if (!target || target.classes.length >= 2) return [];
    const { column, classes } = target;
    const has = classes.length === 0 ? 'no value' : `one class only, '${printable(classes[0]!.value)}'`;
    return [
      {
        ...{ kind: 'one-class', severity: 'error', column, items: [] },
        message: `the target ${quoted(column)} has ${has}`,
        hint: 'Nothing can be learnt from it: see whether rows of other classes were lost',
      },
    ];
  },
};
