/** Words from `from` to before `to` that are one thing of a type. */
export interface Entity {
  type: string;
  from: number;
  to: number;
}

/** A position, and the type behind it; those of CoNLL: O, B-PER, I-PER, E-PER, S-PER. */
const TAG = /^(O|[BIES](-.+)?)$/su;
export const isTag = (tag: string): boolean => TAG.test(tag);

/**
 * The entities of one sentence's tags in IOB1, IOB2, IOE or IOBES, read as conlleval and seqeval read them: leniently, so that an
 * I of another type, or after O, begins one.
 *
 * @example
 * entitiesOf(['B-PER', 'I-PER', 'O', 'B-LOC']) // [{ type: 'PER', from: 0, to: 2 }, { type: 'LOC', from: 3, to: 4 }]
 */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const entities: Entity[] = [];
  let [before, type, from] = ['O', '', 0];
  for (const [at, tag] of [...tags, 'O'].entries()) {
    const [position, own] = [tag[0]!, tag.slice(2) || '_'];
    if (endsBetween(before, position, type, own)) entities.push({ type, from, to: at });
    if (startsBetween(before, position, type, own)) from = at;
    [before, type] = [position, own];
  }
  return entities;
}

/** Whether an entity of the tag before has ended at this one. */
function endsBetween(before: string, position: string, typeBefore: string, type: string): boolean {
  if (before === 'E' || before === 'S') return true;
  if (before === 'O') return false;
  return position === 'B' || position === 'S' || position === 'O' || type !== typeBefore;
}

/** Whether one begins at this tag. */
function startsBetween(before: string, position: string, typeBefore: string, type: string): boolean {
  if (position === 'B' || position === 'S') return true;
  if (position === 'O') return false;
  return before === 'E' || before === 'S' || before === 'O' || type !== typeBefore;
}
