import type { TableProfile } from '../profile/column-profile.ts';
import type { Table } from '../table/table.ts';
import { cleanTable, type StepChange } from './clean-table.ts';
import { dateFormats } from './date-formats.ts';
import { numbersOf } from './step-sql.ts';
import { type FullStep, parseSteps, type Step } from './steps.ts';

/** A step that may mend a table, what it would change, and whether that is proven or a guess that someone has to ask for. */
export interface Proposal {
  /** How it is asked for: `null-words`, or `text:city` for one column. */
  name: string;
  step: FullStep;
  proven: boolean;
  /** Why it is proven, or what is not. */
  why: string;
  change: StepChange;
}

const EXAMPLES = 10;
const ORDER = ['null-words', 'finite', 'number', 'dates', 'text', 'repair', 'deduplicate'];

/**
 * What would mend a table, with what each step would change. Proven is what loses nothing (numbers and dates that are wholly
 * read) or what can't be right as it stands (infinities, cells that a rule without exceptions contradicts). Everything else
 * is a guess: words that may mean nothing, spellings, likely repairs, copies of rows. Gaps are never filled by a guess.
 *
 * @example for (const { name, proven, change } of await proposeSteps(table, await profileTable(table))) …
 */
export async function proposeSteps(table: Table, { findings }: TableProfile): Promise<Proposal[]> {
  const wanted = new Map<string, Step>();
  for (const { step } of findings) {
    if (!step || !ORDER.includes(step.step)) continue;
    if (step.step === 'repair') {
      wanted.set('repair sure', { step: 'repair', sure: true });
      wanted.set('repair', { step: 'repair' });
    } else wanted.set(JSON.stringify(step), step);
  }
  const steps = parseSteps([...wanted.values()]).sort((a, b) => ORDER.indexOf(a.step) - ORDER.indexOf(b.step));
  const proposals: Proposal[] = [];
  for (const step of steps) {
    const { changes } = await cleanTable(table, [step], { dryRun: true, examples: EXAMPLES });
    const change = changes[0]!; // one for each step
    if (change.cells === 0 && change.rows === 0) continue;
    proposals.push({ name: nameOf(step), step, change, ...(await judged(table, step, change)) });
  }
  return proposals;
}

function nameOf(step: FullStep): string {
  if (step.step === 'repair') return step.sure ? 'rules' : 'repair';
  return 'column' in step && step.column !== undefined ? `${step.step}:${step.column}` : step.step;
}

async function judged(table: Table, step: FullStep, { nulled }: StepChange): Promise<{ proven: boolean; why: string }> {
  switch (step.step) {
    case 'finite':
      return { proven: true, why: 'an infinity is no measurement' };
    case 'number': {
      if (nulled > 0) return { proven: false, why: `${nulled} cells are not wholly numbers and would be lost` };
      if ((await numbersOf(table, step.column, `(${table.query})`, step.decimal)).ambiguous > 0)
        return { proven: false, why: 'the decimal sign is a guess: say decimal in --steps' };
      return { proven: true, why: 'every cell is wholly a number' };
    }
    case 'dates': {
      if (nulled > 0) return { proven: false, why: `${nulled} cells are no dates and would be lost` };
      const cells = (await table.texts(step.column)).map((cell) => cell ?? '');
      const either = dateFormats(cells, true).length > 0 && same(dateFormats(cells, true), dateFormats(cells, false));
      return either
        ? { proven: true, why: 'every cell can be read in one way alone' }
        : { proven: false, why: 'whether day or month comes first is a guess: say dayFirst in --steps' };
    }
    case 'repair':
      return step.sure
        ? { proven: true, why: 'the other columns decide these cells in 99 of 100 rows and more' }
        : { proven: false, why: 'likely slips: look at each' };
    case 'null-words':
      return { proven: false, why: 'the word may be a value of its own' };
    case 'text':
      return { proven: false, why: 'capitals and blanks may mean something' };
    default:
      return { proven: false, why: 'equal rows may be two that really happened' };
  }
}

function same(a: readonly { format: string }[], b: readonly { format: string }[]): boolean {
  return a.length === b.length && a.every(({ format }, i) => format === b[i]!.format);
}
