import { mixedDates } from './cells/mixed-dates.ts';
import { mixedUnits } from './cells/mixed-units.ts';
import { mojibake } from './cells/mojibake.ts';
import { numbersAsText } from './cells/numbers-as-text.ts';
import { personalData } from './cells/personal-data.ts';
import { spellings } from './cells/spellings.ts';
import { wrongCells } from './cells/wrong-cells.ts';
import { constant } from './columns/constant.ts';
import { identifier } from './columns/identifier.ts';
import { impossible } from './columns/impossible.ts';
import { infinite } from './columns/infinite.ts';
import { missing } from './columns/missing.ts';
import { mixedMagnitudes } from './columns/mixed-magnitudes.ts';
import { nullLike } from './columns/null-like.ts';
import { outliers } from './columns/outliers.ts';
import { sameColumn } from './columns/same-column.ts';
import { standIn } from './columns/stand-in.ts';
import type { TableFindingKind } from './contract.ts';
import { contradictions } from './rows/contradictions.ts';
import { duplicateRows } from './rows/duplicate-rows.ts';
import { nearDuplicateText } from './rows/near-duplicate-text.ts';
import { noRows } from './rows/no-rows.ts';
import { drift } from './splits/drift.ts';
import { splitOverlap } from './splits/split-overlap.ts';
import { classImbalance } from './target/class-imbalance.ts';
import { oneClass } from './target/one-class.ts';
import { targetLeak } from './target/target-leak.ts';

/** Every kind of finding, in the order in which findings of one severity are shown. */
export const tableFindings: readonly TableFindingKind[] = [
  ...[missing, infinite, constant, identifier, impossible, standIn, mixedMagnitudes, outliers, nullLike, sameColumn],
  ...[noRows, duplicateRows, nearDuplicateText, contradictions],
  ...[personalData, mojibake, mixedDates, numbersAsText, mixedUnits, spellings, wrongCells],
  ...[oneClass, classImbalance, targetLeak],
  ...[splitOverlap, drift],
];

/** What can be found in a table; docs/tables.md says what each is. */
export const tableFindingKinds: readonly string[] = tableFindings.map(({ kind }) => kind);
