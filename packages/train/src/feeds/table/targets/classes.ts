import { classesOf } from '@capstan/data';
import { fromTypedArray } from '@capstan/torch';
import { TrainError } from '../../../errors.ts';
import { tableTargets } from './contract.ts';

/** One of some classes: those of the training rows. */
export const classes = tableTargets({
  kind: 'classes',
  names: (_all, train, target) => classesOf(train, target, 'the target').classes,
  isStratified: true,
  tensor(columns, target, names = []) {
    const found = classesOf(columns, target, 'the target');
    const codes = found.classes.map((name) => {
      const code = names.indexOf(name);
      if (code >= 0) return BigInt(code);
      throw new TrainError(
        'bad-project',
        `data: the training fold has no row of the class ${JSON.stringify(name)}. Split with stratify: '${target}'.`,
      );
    });
    return fromTypedArray(
      BigInt64Array.from(found.codes, (code) => codes[code]!),
      [found.codes.length],
    );
  },
});
