import { empty, nn, ops, type Tensor, tensor } from '@capstan/torch';
import { ModelError } from '../../errors.ts';
import { bestTags } from './viterbi.ts';

/**
 * A linear-chain conditional random field (Lafferty et al. 2001) over the tags of sentences, with pytorch-crf's parameter names:
 * what a word says of its tag (emissions) and which tag follows which are weighed together, over the whole sentence.
 *
 * @example
 * const crf = new LinearChainCrf(5);
 * const loss = crf(emissions, tags, [12, 9]).neg().mean(); // emissions (2, 12, 5), tags (2, 12)
 * crf.decode(emissions, [12, 9]) // the likeliest tags: a list for each sentence
 */
export class LinearChainCrf extends nn.Module<[emissions: Tensor, tags: Tensor, lengths: readonly number[]]> {
  startTransitions: nn.Parameter;
  endTransitions: nn.Parameter;
  /** (from, to) */
  transitions: nn.Parameter;

  constructor(tags: number) {
    super();
    this.startTransitions = new nn.Parameter(empty([tags]));
    this.endTransitions = new nn.Parameter(empty([tags]));
    this.transitions = new nn.Parameter(empty([tags, tags]));
    for (const each of this.parameters()) nn.init.uniform_(each, { a: -0.1, b: 0.1 });
  }

  /**
   * The logarithm of how likely the given tags are, of each sentence: (B). What lies behind a sentence's length does not count.
   *
   * @param emissions (B, L, T)
   * @param tags (B, L) numbers of tags
   * @param lengths of the sentences, B numbers from 0 to L
   * @throws {ModelError} bad-options — where there are not as many lengths as sentences, or one is longer than L
   */
  forward(emissions: Tensor, tags: Tensor, lengths: readonly number[]): Tensor {
    const there = this.#there(emissions, lengths);
    return this.#score(emissions, tags.to('int64'), there).sub(this.#logPartition(emissions, there));
  }

  /** The logarithm of the sum over all tags of e to their score: (B). */
  logPartition(emissions: Tensor, lengths: readonly number[]): Tensor {
    return this.#logPartition(emissions, this.#there(emissions, lengths));
  }

  /**
   * The likeliest tags of each sentence, by Viterbi's algorithm.
   * @throws {ModelError} bad-options — where there are not as many lengths as sentences, or one is longer than L
   */
  decode(emissions: Tensor, lengths: readonly number[]): number[][] {
    checkLengths(emissions, lengths);
    const numbers = (x: Tensor) => x.detach().cpu().to('float64').contiguous().data() as Float64Array; // as: float64
    const [start, end, follow] = [this.startTransitions, this.endTransitions, this.transitions].map(numbers);
    const all = numbers(emissions);
    const [, longest, tags] = emissions.shape as [number, number, number]; // (B, L, T)
    return lengths.map((length, i) => {
      const from = i * longest * tags;
      return bestTags(all.subarray(from, from + length * tags), { start: start!, end: end!, follow: follow! });
    });
  }

  /** (B, L): 1 where a word is, 0 behind the end. */
  #there(emissions: Tensor, lengths: readonly number[]): Tensor {
    checkLengths(emissions, lengths);
    const [, longest] = emissions.shape as [number, number, number]; // (B, L, T)
    const rows = lengths.map((length) => Array.from({ length: longest }, (_, at) => Number(at < length)));
    return tensor(rows, { dtype: emissions.dtype, device: emissions.device });
  }

  /** What the given tags score: (B). */
  #score(emissions: Tensor, tags: Tensor, there: Tensor): Tensor {
    const [sentences, longest, kinds] = emissions.shape as [number, number, number]; // (B, L, T)
    if (longest === 0) return emissions.newZeros([sentences]);
    // behind the end stands any tag of those there are
    const inside = ops.where(there.gt(0), tags, ops.zerosLike(tags));
    const said = emissions.gather(2, inside.unsqueeze(2)).squeeze(2).mul(there).sum(1);
    const [before, after] = [inside.narrow(1, 0, longest - 1), inside.narrow(1, 1, longest - 1)];
    const steps = before.mul(kinds).add(after).reshape([-1]); // (from, to) as one number
    const followed = this.transitions
      .reshape([-1])
      .indexSelect(0, steps)
      .reshape([sentences, longest - 1]);
    const last = inside.gather(1, there.sum(1).sub(1).clamp({ min: 0 }).to('int64').unsqueeze(1)).squeeze(1);
    const ends = this.startTransitions
      .indexSelect(0, inside.select(1, 0))
      .add(this.endTransitions.indexSelect(0, last));
    return said.add(followed.mul(there.narrow(1, 1, longest - 1)).sum(1)).add(ends.mul(there.select(1, 0))); // a sentence without words has one way to be tagged, and scores 0
  }

  #logPartition(emissions: Tensor, there: Tensor): Tensor {
    const [sentences, longest] = emissions.shape as [number, number, number]; // (B, L, T)
    if (longest === 0) return emissions.newZeros([sentences]);
    let sums = emissions.select(1, 0).add(this.startTransitions); // (B, T): over all ways to each tag
    for (let at = 1; at < longest; at++) {
      const next = sums.unsqueeze(2).add(this.transitions).logsumexp([1]).add(emissions.select(1, at));
      sums = ops.where(there.select(1, at).unsqueeze(1).gt(0), next, sums);
    }
    return sums.add(this.endTransitions).logsumexp([1]).mul(there.select(1, 0));
  }
}

function checkLengths(emissions: Tensor, lengths: readonly number[]): void {
  const [sentences, longest = 0] = emissions.shape;
  const wrong = lengths.find((length) => !(Number.isSafeInteger(length) && length >= 0 && length <= longest));
  if (emissions.ndim === 3 && lengths.length === sentences && wrong === undefined) return;
  throw new ModelError(
    'bad-options',
    `LinearChainCrf: expected emissions (sentences, words, tags) and a length from 0 to the number of words for each sentence, received (${emissions.shape.join(', ')}) and lengths ${lengths.join(', ')}.`,
  );
}
