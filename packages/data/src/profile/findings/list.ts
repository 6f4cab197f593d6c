import type { TableFindingKind } from './contract.ts';
import * as all from './index.ts';

/** Every kind of finding, in the order in which findings of one severity are shown. */
export const tableFindings: readonly TableFindingKind[] = Object.values(all).sort((a, b) => a.place - b.place);

/** What can be found in a table; docs/tables.md says what each is. */
export const tableFindingKinds: readonly string[] = tableFindings.map(({ kind }) => kind);
