import { type Columns, columnOf } from '@capstan/data/table';
import { fromTypedArray } from '@capstan/torch';
import { TrainError } from '../../../errors.ts';
import { tableTargets } from './contract.ts';

/** The tags of a text's words, with spaces between them: those of all rows, O first. */
export const tags = tableTargets({
  kind: 'tags',
  names(all, _train, target) {
    const found = new Set(tagsOf(all, target).flat());
    found.delete('O');
    return ['O', ...[...found].sort()];
  },
  isStratified: false,
  tensor(columns, target, names = []) {
    const rows = tagsOf(columns, target);
    const codes = new Map(names.map((name, i) => [name, BigInt(i)]));
    const longest = Math.max(1, ...rows.map((row) => row.length));
    const numbers = new BigInt64Array(rows.length * longest).fill(-1n);
    for (const [i, row] of rows.entries()) {
      for (const [at, tag] of row.entries()) {
        const code = codes.get(tag);
        if (code === undefined)
          throw new TrainError(
            'bad-project',
            `data: row ${i} has the tag ${JSON.stringify(tag)}; the model knows ${names.join(', ')}.`,
            {
              fields: { tag },
            },
          );
        numbers[i * longest + at] = code;
      }
    }
    return fromTypedArray(numbers, [rows.length, longest]);
  },
});

/** The tags of each row. @throws {TrainError} bad-project — the column holds something else */
export function tagsOf(columns: Columns, target: string): string[][] {
  const column = columnOf(columns, target);
  if (column instanceof Float64Array)
    throw new TrainError(
      'bad-project',
      `data: '${target}' holds numbers; expected the tags of words, with spaces between them.`,
    );
  return column.map((value) => (value ?? '').split(/\s+/).filter((tag) => tag !== ''));
}
