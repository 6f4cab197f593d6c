import { name } from '../../../table/engine.ts';
import { nearDuplicateTexts } from '../../../text/min-hash.ts';
import type { TableFindingKind } from '../contract.ts';
import { clip, count, percent, quoted } from '../words.ts';

/** Texts up to which all are compared; of more the first ones. */
const MOST = 20_000;

export const nearDuplicateText: TableFindingKind = {
  kind: 'near-duplicate-text',
  place: 130,
  about: 'Texts that are nearly the same (they share four fifths of their runs of five characters).',
  async look({ table, profile: { columns, rows } }) {
    const found = [];
    for (const { name: column, lengths, distinct } of columns) {
      if (!lengths || lengths.mean < 20 || distinct < 0.5 * rows) continue;
      const cells = await table.engine.all(
        `select distinct ${name(column)} as v from (${table.query}) where ${name(column)} is not null limit ${MOST}`,
      );
      const texts = cells.map(({ v }) => String(v)).sort();
      const pairs = nearDuplicateTexts(texts);
      if (pairs.length === 0) continue;
      found.push({
        ...{ kind: 'near-duplicate-text', severity: 'warning' as const, column },
        message: `${quoted(column)} has ${count(pairs.length)} pairs of texts that are nearly the same (they share four fifths of their runs of five characters)`,
        hint: 'Keep one of each, or keep both in the same split: group by the text',
        items: pairs.slice(0, 5).map(({ first, second, similarity }) => ({
          file: clip(texts[first]!),
          reason: `${percent(similarity)} as '${clip(texts[second]!)}'`,
        })),
      });
    }
    return found;
  },
};
