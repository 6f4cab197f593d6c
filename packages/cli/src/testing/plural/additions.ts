// What plural.test.ts adds: of each plural thing the file that docs/extending.md shows, and the line of its list.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One new thing of a list. */
export interface Addition {
  /** Its heading in the manual. */
  what: string;
  /** The new file, from the root of the checkout, and what is in it. */
  file: string;
  text: string;
  /** The list, and its new line: an export; or an entry of an array, as of commands, which are loaded when they are called. */
  list: string;
  line: string;
  entry: string | undefined;
}

const SHOWN =
  /^### (.+)$(?:(?!^#)[\s\S])*?^`(packages\/[^`]+)`:\n\n```typescript\n([\s\S]*?)^```\n\nIn `([^`]+)`: `([^`]+)`$/gm;

/** All that the manual adds to the house. */
export const additions: readonly Addition[] = [
  ...readFileSync(join(import.meta.dirname, '../../../../../docs/extending.md'), 'utf8').matchAll(SHOWN),
].map(([, what, file, text, list, line]) => ({
  ...{ what: what!, file: file!, text: text!, list: list!, line: line! },
  entry: line!.startsWith('{') ? line! : undefined,
}));

/** A list with its line more. */
export function extended(source: string, { line, entry }: Addition): string {
  if (entry === undefined) return `${source}\n${line}\n`;
  return source.replace(/= \[(?=[^\]])/, `= [${entry}, `);
}

/**
 * The suites of the lists, and of their tests those that look at what was added; not those that hold a list against something
 * outside it: the engine's own list, a page of the manual, a recorded file, a folder's files.
 */
export const suites: Readonly<Record<string, string>> = {
  'packages/train/src/optimizers/conformance.test.ts': '^optimizer: |^each comes nearer',
  'packages/train/src/schedules/conformance.test.ts': '^schedule: |^each gives a rate',
  'packages/train/src/losses/conformance.test.ts': '^loss: |^the means of batches',
  'packages/train/src/callbacks/conformance.test.ts': '^callback: ',
  'packages/models/src/answers/conformance.test.ts': '^answers wholeNumber',
  'packages/train/src/tasks/conformance.test.ts': '^counts',
  'packages/evaluate/src/metrics/conformance.test.ts': '^worstRecall: ',
  'packages/evaluate/src/report/classification/sections/conformance.test.ts': '^Rare classes: |^sections have',
  'packages/models/src/architectures/conformance.test.ts': '^straightLine: ',
  'packages/data/src/images/augment/conformance.test.ts': '^negative |^every augmentation',
  'packages/data/src/repair/steps/conformance.test.ts':
    '^upper: |^a value comes back|^its maker|^the JSON schema names every step',
  'packages/data/src/profile/findings/conformance.test.ts': '^kinds stand once',
  'packages/capital/src/source/prices/sources/conformance.test.ts': "^prices from 'flat' say",
  'packages/capital/src/risk/rules/conformance.test.ts': "^the rule 'few-models'",
  'packages/cli/src/commands/conformance.test.ts': '^capstan where|^the overview|^programs read',
};
