import { LinearChainCrf } from '@capstan/models';
import { TrainError } from '../errors.ts';
import { loss } from './contract.ts';

/**
 * How unlikely the true tags of a text are over all ways to tag it, −log p, the default for tags. The model holds the weights of
 * which tag follows which as `crf`, a `LinearChainCrf`.
 *
 * @throws {TrainError} unknown-option, wrong-option — where there is no such option, or an option is of another kind
 * @example crf()
 */
export const crf = loss({
  kind: 'crf',
  about: 'How unlikely the tags of a text are over all ways to tag it, the default for tags; for models with a CRF.',
  targets: 'tags',
  options: {},
  defaults: {},
  create: () => ({
    loss(output, target, model) {
      const chain = model && 'crf' in model ? model.crf : undefined;
      if (!(chain instanceof LinearChainCrf))
        throw new TrainError(
          'bad-project',
          "loss: crf is for models with a LinearChainCrf as their 'crf', such as bilstmCrf. Take one of those, or a loss of your own.",
        );
      const [rows = 0, longest = 0] = output.shape; // (B, L, tags)
      const width = target.shape[1]!; // a text may be longer than the model reads
      const own = target.narrow(1, 0, Math.min(longest, width));
      const numbers = own.to('cpu').data();
      const size = own.shape[1]!;
      const lengths = Array.from({ length: rows }, (_, row) => {
        let length = 0;
        while (length < size && Number(numbers[row * size + length]) >= 0) length++;
        return length;
      });
      const emissions = size < longest ? output.narrow(1, 0, size) : output;
      return chain.forward(emissions, own, lengths).neg().mean();
    },
  }),
});
