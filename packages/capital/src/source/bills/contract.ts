import type { FocusCharge } from '../focus/read-focus.ts';

/** A form in which bills come: how a text of it looks, and what a row of it says. */
export interface BillForm {
  readonly kind: string;
  /** One sentence, for help and documentation. */
  readonly about: string;
  /** Columns without which it is none, as `names` gives them. */
  readonly columns: readonly string[];
  /** How its columns are called, whatever their case or separators. */
  name?(column: string): string;
  /** @throws {CapitalError} bad-input — with the row */
  charge(cells: Readonly<Record<string, string>>, where: string): FocusCharge;
}
