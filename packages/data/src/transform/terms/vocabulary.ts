import { DataError } from '../../errors.ts';
import type { Columns, ColumnValues } from '../../table/memory/columns.ts';

/** Texts of a column; a missing one is an empty one. */
export function textsOf(column: ColumnValues, name: string, kind: string): string[] {
  if (column instanceof Float64Array) {
    throw new DataError('column-type', `${kind} got the column "${name}", which holds numbers`, {
      hint: 'Give it text',
    });
  }
  return column.map((text) => text ?? '');
}

/** What a vocabulary keeps of what was seen. */
export type VocabularyOptions = { minDocuments: number; maxTerms?: number | undefined; maxLength: number };

/** The terms that enough texts hold, the most frequent first, and as many numbers a text as the longest has, up to the most. */
export function learnVocabulary(
  documents: readonly (readonly string[])[],
  name: string,
  kind: string,
  { minDocuments, maxTerms, maxLength }: VocabularyOptions,
): { terms: string[]; length: number } {
  const counts = new Map<string, number>();
  for (const document of documents) for (const term of new Set(document)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const terms = [...counts]
    .filter(([, count]) => count >= minDocuments)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, maxTerms)
    .map(([term]) => term);
  if (terms.length === 0) {
    throw new DataError('value-invalid', `${kind} found no term in "${name}" of the training fold`, {
      hint: 'Are all its texts empty? Else let minDocuments be smaller',
    });
  }
  const longest = documents.reduce((most, document) => Math.max(most, document.length), 1);
  return { terms, length: Math.min(maxLength, longest) };
}

/** A column for each place of a text, holding the number of the term there; 0 where there is none. */
export function placeColumns(name: string, rows: readonly (readonly number[])[], length: number): Columns {
  const columns = Array.from({ length }, () => new Float64Array(rows.length));
  for (const [row, ids] of rows.entries()) {
    for (let at = 0; at < Math.min(length, ids.length); at++) columns[at]![row] = ids[at]!;
  }
  return Object.fromEntries(columns.map((column, at) => [`${name}#${at}`, column]));
}
