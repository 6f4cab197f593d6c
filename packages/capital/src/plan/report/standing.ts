import { type Confidence, confidences } from '../../distribution/assumption.ts';
import type { Expression } from '../../simulate/language/expression.ts';
import type { Model } from '../../simulate/language/model.ts';

/** The assumptions that a figure rests on, by how well they are known; none at all is the plan's own word. */
export type Standing = Readonly<Record<Confidence, readonly string[]>>;

/**
 * What a line rests on: every assumption that its formula reaches, through other lines and months.
 *
 * @example standingOf(plan.model, 'cash', (name) => confidence.get(name)).guess
 */
export function standingOf(
  model: Model,
  lines: string | readonly string[],
  confidenceOf: (assumption: string) => Confidence | undefined,
): Standing {
  const seen = new Set<string>();
  const open = typeof lines === 'string' ? [lines] : [...lines];
  const found: Record<Confidence, string[]> = { measured: [], contract: [], published: [], guess: [] };
  const visit = (expression: Expression): void => {
    if (expression.op === 'name') open.push(expression.name);
    if (expression.op === 'call') expression.args.forEach(visit);
  };
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const line = Object.hasOwn(model.lines, name) ? model.lines[name] : undefined;
    if (line) visit(line.formula);
    const confidence = line ? undefined : confidenceOf(name);
    if (confidence) found[confidence].push(name);
  }
  for (const names of Object.values(found)) names.sort();
  return found;
}

const WORDS: Readonly<Record<Confidence, string>> = {
  measured: 'measured',
  contract: 'agreed',
  published: 'published',
  guess: 'guessed',
};

/** A standing in words. @example standingText(standing) // '1 measured, 2 published, 3 guessed' */
export function standingText(standing: Standing): string {
  const parts = confidences.flatMap((each) =>
    standing[each].length > 0 ? [`${standing[each].length} ${WORDS[each]}`] : [],
  );
  return parts.length > 0 ? parts.join(', ') : "the plan's word";
}
