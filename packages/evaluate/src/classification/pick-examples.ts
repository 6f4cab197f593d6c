import { checkProbabilities, type Numbers } from '../metrics/check.ts';
import { argmax } from '../metrics/labels/argmax.ts';

/** One example by its place in the set, with what it is and what the model said. */
export interface PickedExample {
  index: number;
  /** Class indices. */
  truth: number;
  predicted: number;
  confidence: number;
}

/**
 * Picks examples to look at: the mistakes that the model was surest of, and right answers spread evenly over the classes.
 *
 * @param input.probabilities (N × classes), row by row
 * @param input.targets (N)
 * @example
 * for (const { index } of pickExamples({ probabilities, targets, classes: 10 }).mistakes) show(files[index]);
 */
export function pickExamples(
  input: { probabilities: Numbers; targets: Numbers; classes: number },
  { mistakes = 24, right = 24 } = {},
): { mistakes: PickedExample[]; right: PickedExample[] } {
  const { probabilities, targets, classes } = input;
  checkProbabilities(probabilities, targets, classes);
  const predictions = argmax(probabilities, classes);
  const wrong: PickedExample[] = [];
  const byClass = Array.from({ length: classes }, (): PickedExample[] => []);
  for (let index = 0; index < targets.length; index++) {
    const [truth, predicted] = [targets[index]!, predictions[index]!];
    const example = { index, truth, predicted, confidence: probabilities[index * classes + predicted]! };
    if (truth !== predicted) wrong.push(example);
    else if (byClass[truth]!.length < right) byClass[truth]!.push(example);
  }
  wrong.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
  const spread: PickedExample[] = [];
  for (let turn = 0; turn < right && spread.length < right; turn++)
    spread.push(...byClass.flatMap((examples) => examples.slice(turn, turn + 1)));
  return { mistakes: wrong.slice(0, mistakes), right: spread.slice(0, right) };
}
