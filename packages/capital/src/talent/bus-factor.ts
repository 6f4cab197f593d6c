import { CapitalError } from '../errors.ts';

export interface BusFactor {
  /** The least number of people whose leaving would leave more than half of the areas without anyone. */
  factor: number;
  /** Such people. */
  people: string[];
  /** Areas that one person knows, with that person. */
  single: { area: string; person: string }[];
  /** Areas that no one knows. */
  orphaned: string[];
}

/**
 * How many people a company can lose (the truck factor of Avelino et al., "A novel approach for estimating truck factors", 2016,
 * which removes the best-informed first; here the least set is searched among up to 20 people).
 *
 * @throws {CapitalError} bad-input — without areas
 * @example busFactor({ training: ['Ada', 'Grace'], serving: ['Ada'], data: ['Ada'] }).factor // 1
 */
export function busFactor(knows: Readonly<Record<string, readonly string[]>>): BusFactor {
  const areas = Object.entries(knows).map(([area, people]) => ({ area, people: [...new Set(people)] }));
  if (areas.length === 0)
    throw new CapitalError(
      'bad-input',
      'Expected at least one area with the people who know it, received none. List what the company must be able to do.',
    );
  const everyone = [...new Set(areas.flatMap(({ people }) => people))];
  const lost = (gone: ReadonlySet<string>) =>
    areas.filter(({ people }) => people.every((person) => gone.has(person))).length;
  const enough = (gone: ReadonlySet<string>) => 2 * lost(gone) > areas.length;
  const people = everyone.length <= 20 ? leastSet(everyone, enough) : greedySet(everyone, areas, enough);
  return {
    factor: people.length,
    people,
    single: areas.flatMap(({ area, people: some }) => (some.length === 1 ? [{ area, person: some[0]! }] : [])),
    orphaned: areas.filter(({ people: some }) => some.length === 0).map(({ area }) => area),
  };
}

function leastSet(everyone: readonly string[], enough: (gone: ReadonlySet<string>) => boolean): string[] {
  const extend = (chosen: string[], from: number, size: number): string[] | undefined => {
    if (chosen.length === size) return enough(new Set(chosen)) ? chosen : undefined;
    for (let i = from; i <= everyone.length - (size - chosen.length); i++) {
      const found = extend([...chosen, everyone[i]!], i + 1, size);
      if (found) return found;
    }
    return undefined;
  };
  for (let size = 0; size <= everyone.length; size++) {
    const found = extend([], 0, size);
    if (found) return found;
  }
  return [...everyone];
}

function greedySet(
  everyone: readonly string[],
  areas: readonly { people: readonly string[] }[],
  enough: (gone: ReadonlySet<string>) => boolean,
): string[] {
  const known = (person: string) => areas.filter(({ people }) => people.includes(person)).length;
  const best = everyone.toSorted((a, b) => known(b) - known(a));
  const gone = new Set<string>();
  for (const person of best) {
    if (enough(gone)) break;
    gone.add(person);
  }
  return [...gone];
}
