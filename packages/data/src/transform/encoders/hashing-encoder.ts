import { z } from 'zod';
import { type Columns, rowCount } from '../../table/memory/columns.ts';
import { makeStep, type Selection, type Step, type StepKind } from '../contract.ts';
import { categoriesOf } from './categories.ts';
import { murmurHash3 } from './murmur-hash.ts';

const options = z.strictObject({
  features: z.int().min(1).max(1_048_576).default(256),
  alternateSign: z.boolean().default(true),
});

const hashingEncoderKind: StepKind<z.output<typeof options>, null> = {
  kind: 'hashingEncoder',
  about: 'Categories of any number go into a fixed count of columns by their hash.',
  example: { columns: ['job'], options: { features: 8 } },
  isEncoder: true,
  options,
  state: z.null(),
  learn: () => null,
  apply(input, { features, alternateSign }) {
    const rows = rowCount(input);
    const outputs = Array.from({ length: features }, () => new Float64Array(rows));
    const encoder = new TextEncoder();
    for (const [name, column] of Object.entries(input)) {
      const isText = !(column instanceof Float64Array);
      const places = new Map<string, number>();
      for (const [row, value] of categoriesOf(column).entries()) {
        if (value === null) continue;
        const token = isText ? `${name}=${value}` : name;
        const hash = places.get(token) ?? murmurHash3(encoder.encode(token));
        places.set(token, hash);
        const sign = alternateSign && hash < 0 ? -1 : 1;
        outputs[Math.abs(hash) % features]![row]! += sign * (isText ? 1 : Number(value));
      }
    }
    const names = Object.keys(input);
    const made: Columns = Object.fromEntries(outputs.map((output, i) => [`${names[0]}#${i}`, output]));
    return new Map(names.map((name, i) => [name, i === 0 ? made : {}]));
  },
};

/**
 * Hashes the categories of all its columns into a fixed number of columns, as `FeatureHasher` does: no vocabulary, and
 * nothing is unseen. Weinberger and others, ICML 2009.
 *
 * @example hashingEncoder(['user', 'site'], { features: 512 })
 */
export function hashingEncoder(
  columns: Selection,
  options: {
    features?: number;
    /** Half of the hashes subtract, so that collisions cancel on average. */
    alternateSign?: boolean;
  } = {},
): Step {
  return makeStep(hashingEncoderKind, columns, options);
}
hashingEncoder.kind = hashingEncoderKind;
