/** What a code means, for a reader who met it: `docs/errors.md` is made of these. */
export interface Meaning {
  /** What happened, as the middle of a sentence. */
  readonly what: string;
  /** What to do about it. */
  readonly hint: string;
}

/** Every error of a package by its code, which is what programs decide by. */
export type Catalogue<Code extends string = string> = Readonly<Record<Code, Meaning>>;

/**
 * The codes of a catalogue, in its order.
 *
 * @example codesOf({ 'plan-missing': { what: 'there is no such plan', hint: 'name another' } }) // ['plan-missing']
 */
export function codesOf<Code extends string>(catalogue: Catalogue<Code>): readonly Code[] {
  return Object.keys(catalogue) as Code[]; // as: a catalogue holds nothing else
}
