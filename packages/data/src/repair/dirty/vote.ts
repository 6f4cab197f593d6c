import { type Dependency, majorities } from './dependencies.ts';
import { alike } from './edit-distance.ts';
import { type CellRepair, type Coded, groupsOf } from './text-table.ts';

/** Share of the cells that must agree for a dependency to be a rule. */
const CERTAIN = 0.99;

/**
 * Lets every dependency vote on every cell: a row's group says what the cell should be. A value loses against another with
 * clearly more votes, if it is rare or looks like the other mistyped; a common value needs a near-unanimous vote.
 */
export function vote(
  columns: readonly Coded[],
  sources: readonly Coded[],
  found: readonly Dependency[],
  skip: ReadonlySet<number>,
): CellRepair[] {
  const repairs: CellRepair[] = [];
  const groups = new Map<number, number[][]>();
  for (const [to, target] of columns.entries()) {
    const voters = found.filter((one) => one.to === to);
    if (voters.length === 0 || skip.has(to)) continue;
    const said = voters.map(({ from, share, lift }) => {
      if (!groups.has(from)) groups.set(from, groupsOf(sources[from]!));
      return { codes: sources[from]!.codes, says: majorities(groups.get(from)!, target), share, lift };
    });
    for (let row = 0; row < target.codes.length; row++) {
      const own = target.codes[row]!;
      const votes = new Map<number, number>();
      let [voices, firm] = [0, 0];
      const certain: number[] = [];
      for (const { codes, says, share, lift } of said) {
        const majority = says[codes[row]!];
        if (!majority || majority.size < 3) continue;
        const part = majority.count / majority.size;
        if (part < 0.6) continue;
        const weight = lift * part * (1 - 1 / majority.size);
        votes.set(majority.code, (votes.get(majority.code) ?? 0) + weight);
        voices += weight;
        if (share >= 0.96) firm += weight;
        if (share >= CERTAIN && part >= CERTAIN && majority.size >= 20) certain.push(majority.code);
      }
      const [best, weight] = [...votes].reduce((most, one) => (one[1] > most[1] ? one : most), [-1, 0]);
      if (best < 0 || best === own) continue;
      const against = own < 0 ? 0 : (votes.get(own) ?? 0);
      const [was, becomes] = [own < 0 ? '' : target.values[own]!, target.values[best]!];
      const similar = own >= 0 && alike(was, becomes);
      const rare = own < 0 || target.counts[own]! <= 2;
      // Of two columns that decide each other either may be wrong, so two rules must agree. Numbers that go together are
      // statistics, not rules.
      const sure = own >= 0 && certain.length >= 2 && certain.every((code) => code === best) && !numeric(target);
      const enough =
        sure ||
        (similar
          ? weight > 1.5 * against && weight > 0.3
          : weight > (rare ? 0.75 : 0.9) * voices && firm > (rare ? 0.5 : 2));
      if (!enough) continue;
      repairs.push({
        ...{
          row,
          column: target.name,
          was,
          becomes,
          kind: 'rule' as const,
          why: 'rows that are alike otherwise say so',
        },
        ...(sure ? { sure } : {}),
      });
    }
  }
  return repairs;
}

/** Whether a column's values are numbers. */
function numeric({ values }: Coded): boolean {
  return values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
}
