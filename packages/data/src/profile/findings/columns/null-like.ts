import { wordsForNothing } from '../../../table/text/values.ts';
import type { ColumnProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { clip, count, quoted } from '../words.ts';

export const nullLike: TableFindingKind = {
  kind: 'null-like',
  place: 90,
  about: 'Words for no value, such as N/A or ?, in a column of text.',
  look: ({ profile: { columns }, words }) =>
    [...words]
      .filter(([column, { example }]) => !isCode(columns.find(({ name }) => name === column)!, example))
      .map(([column, { count: n, example }]) => ({
        ...{ kind: 'null-like', severity: 'warning', column, items: [] },
        message: `${quoted(column)} has ${count(n)} cells with a word for no value, such as '${clip(example)}'`,
        hint: 'Make them missing, unless the word is a value of its own here',
        step: { step: 'null-words', column },
      })),
};

/** Whether a word is one of the column's codes: NA among DE, FR and US is Namibia. */
function isCode({ top }: ColumnProfile, example: string): boolean {
  const others = (top ?? []).filter(({ value }) => !wordsForNothing.includes(value.trim().toLowerCase()));
  return (
    /^[A-Z]{2,3}$/.test(example) &&
    others.length >= 3 &&
    others.every(({ value }) => /^[A-Z]+$/.test(value) && value.length === example.length)
  );
}
