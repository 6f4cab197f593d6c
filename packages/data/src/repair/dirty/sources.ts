import { majorities } from './dependencies.ts';
import { type CellRepair, type Coded, groupsOf } from './text-table.ts';

/** Several sources report on the same things: (source, entity) is a key, and the other columns are what they claim. */
export type Reports = { source: number; entity: number; claims: number[] };

/** Finds the pair of columns that are source and entity, if there is one. */
export function findReports(columns: readonly Coded[]): Reports | undefined {
  const rows = columns[0]?.codes.length ?? 0;
  let best: (Reports & { score: number }) | undefined;
  for (const [entity, things] of columns.entries()) {
    if (!isGrouping(things, rows)) continue;
    for (const [source, origin] of columns.entries()) {
      if (source === entity || !isGrouping(origin, rows) || !isKey(things, origin, rows)) continue;
      const byEntity = groupsOf(things);
      const bySource = groupsOf(origin);
      const claims: number[] = [];
      let score = 0;
      for (const [c, claim] of columns.entries()) {
        if (c === entity || c === source || claim.values.length < 2 || claim.values.length > 0.5 * claim.filled)
          continue;
        const here = agreement(byEntity, claim);
        const anywhere = claim.counts[0]! / claim.filled;
        // What is claimed: one value stands out for a thing, though not for the whole table, nor for a source.
        if (here < 0.4 || here > 0.9 || here < 3 * anywhere || here < 2 * agreement(bySource, claim)) continue;
        claims.push(c);
        score += here;
      }
      if (claims.length >= 2 && score > (best?.score ?? 0)) best = { source, entity, claims, score };
    }
  }
  return best;
}

function isGrouping(column: Coded, rows: number): boolean {
  return column.values.length >= 3 && column.filled >= 0.99 * rows && rows / column.values.length >= 3;
}

function isKey(a: Coded, b: Coded, rows: number): boolean {
  const seen = new Set<number>();
  for (let row = 0; row < rows; row++) seen.add(a.codes[row]! * b.values.length + b.codes[row]!);
  return seen.size >= 0.99 * rows;
}

/** The share of cells that have their group's most frequent value. */
function agreement(groups: readonly number[][], claim: Coded): number {
  let [agree, size] = [0, 0];
  for (const majority of majorities(groups, claim)) {
    if (majority.size < 2) continue;
    agree += majority.count;
    size += majority.size;
  }
  return size === 0 ? 0 : agree / size;
}

/**
 * Decides what is true where sources disagree, and gives that to every row of the thing. Sources are weighed by how often
 * they are right, as the truth found so far has it, repeated until it settles; sources that say nearly always the same are
 * one feed, and count as one.
 *
 * After Dong, Berti-Équille, Srivastava, "Integrating Conflicting Data: The Role of Source Dependence", VLDB 2009.
 */
export function settle(columns: readonly Coded[], { source, entity, claims }: Reports): CellRepair[] {
  const things = columns[entity]!;
  const truth = truths(columns, { source, entity, claims });
  return claims.flatMap((c, k) => {
    const claim = columns[c]!;
    return Array.from(claim.codes).flatMap((own, row): CellRepair[] => {
      const should = truth[things.codes[row]! * claims.length + k] ?? -1;
      if (should < 0 || should === own) return [];
      const was = own < 0 ? '' : claim.values[own]!;
      const why = `what the sources that are mostly right say of this ${things.name}`;
      return [{ row, column: claim.name, was, becomes: claim.values[should]!, kind: 'source', why }];
    });
  });
}

/** The value of each question, that is entity × claim; −1 where no source says anything. */
function truths(columns: readonly Coded[], { source, entity, claims }: Reports): Int32Array {
  const origin = columns[source]!;
  const things = columns[entity]!;
  const said = origin.values.map(() => new Map<number, number>()); // by source: question → answer
  for (const [k, c] of claims.entries()) {
    for (const [row, answer] of columns[c]!.codes.entries()) {
      if (answer >= 0) said[origin.codes[row]!]!.set(things.codes[row]! * claims.length + k, answer);
    }
  }
  const feed = feeds(said);
  const size = feed.map((one) => feed.filter((other) => other === one).length);
  const accuracy = new Float64Array(said.length).fill(0.8);
  let truth = new Int32Array(things.values.length * claims.length).fill(-1);
  for (let round = 0; round < 20; round++) {
    const votes = Array.from(truth, () => new Map<number, number>());
    for (const [s, answers] of said.entries()) {
      const a = accuracy[s]!;
      const weight = Math.max(0.01, Math.log(a / (1 - a))) / size[s]!;
      for (const [question, answer] of answers) {
        votes[question]!.set(answer, (votes[question]!.get(answer) ?? 0) + weight);
      }
    }
    const next = Int32Array.from(
      votes,
      (one) => [...one].reduce((most, vote) => (vote[1] > most[1] ? vote : most), [-1, 0])[0],
    );
    if (next.every((answer, i) => answer === truth[i])) break;
    truth = next;
    for (const [s, answers] of said.entries()) {
      let right = 0;
      for (const [question, answer] of answers) if (truth[question] === answer) right += 1;
      accuracy[s] = Math.min(0.99, (right + 1) / (answers.size + 2));
    }
  }
  return truth;
}
/**
 * Sources that give the same answers to the same questions, silent on the same ones, too, are one feed: its number for each.
 * Agreeing where both speak is not enough, for two that are right agree as well.
 */
function feeds(said: readonly Map<number, number>[]): number[] {
  const feed = said.map((_, i) => i);
  const root = (i: number): number => (feed[i] === i ? i : root(feed[i]!));
  for (let i = 0; i < said.length; i++) {
    for (let j = i + 1; j < said.length; j++) {
      let [same, common] = [0, 0];
      for (const [thing, value] of said[i]!) {
        const other = said[j]!.get(thing);
        if (other === undefined) continue;
        common += 1;
        if (other === value) same += 1;
      }
      if (common >= 5 && same >= 0.9 * (said[i]!.size + said[j]!.size - common)) feed[root(j)] = root(i);
    }
  }
  return feed.map((_, i) => root(i));
}
