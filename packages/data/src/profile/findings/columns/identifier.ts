import type { ColumnProfile } from '../../column-profile.ts';
import type { TableFindingKind } from '../contract.ts';
import { quoted } from '../words.ts';

const NAMED = /(^|[_\W])(id|index|key|no|nr|number|code|uuid|guid)$|^#|id$/i;
const SENTENCE = 25; // characters from which text of its own in every row is written, not assigned

export const identifier: TableFindingKind = {
  kind: 'identifier',
  place: 40,
  about: 'A column that is another one in every row and only tells rows apart.',
  look: ({ profile: { columns, rows }, options }) =>
    columns
      .filter((column) => column.name !== options.target && column.name !== options.split)
      .filter((column) => rows >= 50 && column.missing === 0 && column.distinct >= 0.98 * rows && assigned(column))
      .map(({ name: column }) => ({
        ...{ kind: 'identifier', severity: 'warning', column, items: [] },
        message: `${quoted(column)} is another one in every row: an identifier`,
        hint: 'Leave it out of training; keep it to tell rows apart',
        step: { step: 'drop-columns', columns: [column] },
      })),
};

/** Whether values look assigned: numbers under a telling name, or short texts. */
function assigned({ name, type, lengths }: ColumnProfile): boolean {
  if (type === 'integer') return NAMED.test(name);
  return type === 'text' && lengths !== undefined && (NAMED.test(name) || lengths.mean < SENTENCE);
}
