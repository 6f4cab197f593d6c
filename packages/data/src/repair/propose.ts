import type { TableProfile } from '../profile/column-profile.ts';
import type { Table } from '../table/table.ts';
import { cleanTable, type StepChange } from './clean-table.ts';
import { type Proposing, stages } from './steps/contract.ts';
import { type CleanStep, type FullStep, kindOf, parseSteps } from './steps/step.ts';

/** A step that may mend a table, what it would change, and whether that is proven or a guess that someone has to ask for. */
export interface Proposal {
  /** How it is asked for: `null-words`, or `text:city` for one column. */
  name: string;
  step: FullStep;
  proven: boolean;
  /** Why it is proven, or what is not. */
  why: string;
  /** The proposal that does all that this one does. */
  within?: string;
  /** Other answers to the same question, by name: one of them at most can be applied. */
  instead?: string[];
  change: StepChange;
}

const EXAMPLES = 10;

/**
 * What would mend a table, with what each step would change. Proven is what loses nothing (numbers and dates that are wholly
 * read) or what can't be right as it stands (infinities, cells that a rule without exceptions contradicts). Everything else
 * is a guess or a question: words that may mean nothing, spellings, likely repairs, copies of rows, dates of which nothing says
 * whether the day or the month comes first. Gaps are never filled by a guess.
 *
 * @example for (const { name, proven, change } of await proposeSteps(table, await profileTable(table))) …
 */
export async function proposeSteps(table: Table, { findings }: TableProfile): Promise<Proposal[]> {
  const named = new Map<string, CleanStep>();
  for (const { step } of findings) if (step) named.set(JSON.stringify(step), step);
  const wanted = parseSteps([...named.values()]).flatMap((step) => {
    const { proposing } = kindOf(step);
    return proposing ? [{ step, proposing }] : [];
  });
  wanted.sort((a, b) => stages.indexOf(a.proposing.stage) - stages.indexOf(b.proposing.stage));
  const proposals = new Map<string, Proposal>();
  for (const { step, proposing } of wanted) {
    const variants = (await proposing.variants?.(step, table)) ?? [step];
    const answers: Proposal[] = [];
    for (const one of variants) {
      const name = proposing.name?.(one) ?? nameOf(one);
      if (proposals.has(name)) continue; // several findings ask for it
      const { changes } = await cleanTable(table, [one], { dryRun: true, examples: EXAMPLES });
      const change = changes[0]!; // one for each step
      if (change.cells === 0 && change.rows === 0) continue;
      const proposal = {
        name,
        step: one,
        ...(await proposing.judge(one, change, table)),
        ...withinOf(proposing, one),
        change,
      };
      answers.push(proposal);
      proposals.set(name, proposal);
    }
    const apart = answers.filter(({ within }) => within === undefined);
    for (const one of apart.length > 1 ? apart : [])
      one.instead = apart.filter((other) => other !== one).map(({ name }) => name);
  }
  return [...proposals.values()];
}

function withinOf(proposing: Proposing<FullStep>, step: FullStep): { within?: string } {
  const within = proposing.within?.(step);
  return within === undefined ? {} : { within };
}

function nameOf(step: FullStep): string {
  return 'column' in step && step.column !== undefined ? `${step.step}:${step.column}` : step.step;
}
