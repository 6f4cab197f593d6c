import { CapitalError } from '../../errors.ts';
import type { Convertible } from '../../fund/convertibles/convertible.ts';
import { rational } from '../../fund/exact/rational.ts';
import { type PricedRound, pricedRound } from '../../fund/round/priced-round.ts';
import { LEGAL_ROUNDING, type RoundTerms } from '../../fund/round/terms.ts';
import { type CapTable, capTable } from '../../fund/table/cap-table.ts';
import type { Simulation } from '../../simulate/simulate.ts';
import { monthAfter } from '../build/months.ts';
import { slug } from '../build/slug.ts';
import type { PlanDocument } from '../schema/document.ts';
import { closingMonths } from './simulated.ts';

/** A cap table along one path: after each priced round that closes there, in the order in which they close. */
export interface TablePath {
  readonly rounds: ReadonlyMap<string, PricedRound>;
  readonly last: CapTable;
  /** Promises that have not converted by the end. */
  readonly open: readonly Convertible[];
}

/** What closes on a path: which of the plan's rounds, when, for how much. */
interface Closing {
  readonly index: number;
  readonly month: number;
  readonly amount: number;
  readonly preMoney: number | undefined;
}

/** Follows the cap table along paths of a simulation, exactly: whole money in, fractions out; equal paths are worked out once. */
export class CapTablePaths {
  readonly #document: PlanDocument;
  readonly #simulation: Simulation;
  readonly #months: readonly Int32Array[];
  readonly #known = new Map<string, TablePath | CapitalError>();
  readonly #dated: boolean;

  constructor(simulation: Simulation, document: PlanDocument) {
    this.#simulation = simulation;
    this.#document = document;
    this.#months = document.rounds.map(({ name }) => closingMonths(simulation, `round.${slug(name)}`));
    const kinds = [...document.capTable!.convertibles, ...document.rounds.map(({ terms }) => terms)];
    this.#dated = kinds.some((each) => each?.kind === 'note');
  }

  /** The first paths on which a round closes. */
  closing(index: number, most: number): number[] {
    const found: number[] = [];
    for (let p = 0; p < this.#simulation.paths && found.length < most; p++)
      if (this.#months[index]![p]! >= 0) found.push(p);
    return found;
  }

  /** The table of one path, or why it cannot close there. */
  follow(path: number): TablePath | CapitalError {
    const closings = this.#closings(path);
    const key = closings
      .map(({ index, month, amount, preMoney }) => `${index} ${this.#dated ? month : ''} ${amount} ${preMoney}`)
      .join('; ');
    const known = this.#known.get(key);
    if (known) return known;
    let made: TablePath | CapitalError;
    try {
      made = this.#made(closings);
    } catch (error) {
      if (!(error instanceof CapitalError)) throw error;
      made = error;
    }
    this.#known.set(key, made);
    return made;
  }

  #closings(path: number): Closing[] {
    const { rounds } = this.#document;
    const { lines, paths } = this.#simulation;
    return rounds
      .flatMap(({ name, terms }, index): Closing[] => {
        const month = this.#months[index]![path]!;
        if (!terms || month < 0) return [];
        const at = (field: string): number =>
          Math.round(lines.get(`round.${slug(name)}.${field}`)![month * paths + path]!);
        return [{ index, month, amount: at('amount'), preMoney: terms.kind === 'priced' ? at('premoney') : undefined }];
      })
      .sort((a, b) => a.month - b.month);
  }

  #made(closings: readonly Closing[]): TablePath {
    const { capTable: given, rounds, currency, start } = this.#document;
    let table = capTable(given!);
    let open: Convertible[] = [...given!.convertibles];
    const made = new Map<string, PricedRound>();
    for (const { index, month, amount, preMoney } of closings) {
      const { name, terms } = rounds[index]!;
      if (!terms) continue;
      const day = `${monthAfter(start, month)}-01`;
      if (terms.kind !== 'priced') {
        const promise = { ...terms, id: slug(name) };
        open.push(
          promise.kind === 'safe'
            ? { ...promise, amount }
            : { ...promise, principal: amount, issued: later(promise.issued, day) },
        );
        continue;
      }
      const { kind: _, preMoney: __, rounding, investors, date, ...rest } = terms;
      const money = rational(amount);
      const round: RoundTerms = {
        ...rest,
        date: date === undefined ? day : later(date, day),
        series: slug(name),
        preMoney: preMoney!,
        rounding: rounding === 'legal' ? LEGAL_ROUNDING : 'exact',
        investors: (investors ?? [{ holder: `${name} investors`, part: 1 }]).map(({ holder, part }) => ({
          holder,
          amount: money.times(part),
        })),
        convertibles: open,
        // Whoever came in with a round that has not closed here has nothing to keep the part of.
        ...(rest.proRata && { proRata: rest.proRata.filter((holder) => holds(table, open, holder)) }),
      };
      try {
        const result = pricedRound(table, round);
        made.set(name, result);
        table = result.table;
        open = [];
      } catch (error) {
        if (!(error instanceof CapitalError)) throw error;
        const message = `${name}, ${amount.toFixed(0)} ${currency} at ${preMoney!.toFixed(0)} before: ${error.message}`;
        throw new CapitalError(error.code, message, { fields: { ...error.fields, round: name }, cause: error });
      }
    }
    return { rounds: made, last: table, open };
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function holds(table: CapTable, open: readonly Convertible[], holder: string): boolean {
  return [...table.holdings, ...table.grants, ...open].some((each) => each.holder === holder);
}
