import { fromTypedArray, nn, type Tensor, tensor } from '@capstan/torch';
import { architecture } from '../contract.ts';
import { described } from '../description.ts';
import { checkOptions } from '../options.ts';
import { LinearChainCrf } from './crf.ts';

const { packPaddedSequence, padPackedSequence } = nn.utils.rnn;

/** Options of the tagger. */
export interface BilstmCrfOptions {
  /** Different tags; 2. */
  classes?: number;
  /** Words of a text at most; any. */
  channels?: number;
  /** Different words, 0 for none and 1 for an unknown one among them. */
  vocabulary?: number;
  /** Numbers of a word's vector; 100. */
  width?: number;
  /** Units of the LSTM in each direction; 100. */
  units?: number;
  /** Layers of the LSTM; 1. */
  layers?: number;
  /** Share of the numbers that a training step leaves out; 0.5. */
  dropout?: number;
}

/**
 * A tagger of words: a vector a word, an LSTM in both directions and a linear-chain CRF over its answers (Huang et al. 2015,
 * arXiv:1508.01991; sizes of Lample et al. 2016).
 *
 * @example
 * const model = bilstmCrf({ vocabulary: 20_000, classes: 9 });
 * const loss = model.loss(words, tags); // (sentences, words) each, 0 behind the end of a sentence
 * model.decode(words) // a list of tags for each sentence
 */
export class BilstmCrf extends nn.Module {
  embedding: nn.Embedding;
  lstm: nn.LSTM;
  readonly drop: nn.Dropout;
  hidden2tag: nn.Linear;
  crf: LinearChainCrf;

  constructor(options: BilstmCrfOptions = {}) {
    super();
    const { classes = 2, vocabulary = 2, width = 100, units = 100, layers = 1, dropout = 0.5 } = options;
    this.embedding = new nn.Embedding(vocabulary, width, { paddingIdx: 0 });
    const bound = Math.sqrt(3 / width); // Lample et al.
    nn.init.uniform_(this.embedding.weight, { a: -bound, b: bound });
    this.lstm = new nn.LSTM(width, units, { numLayers: layers, batchFirst: true, bidirectional: true });
    this.drop = new nn.Dropout({ p: dropout });
    this.hidden2tag = new nn.Linear(2 * units, classes);
    this.crf = new LinearChainCrf(classes);
  }

  /** What each word says of its tag: (B, L) → (B, L, tags); what stands behind a sentence's end changes nothing. */
  forward(words: Tensor): Tensor {
    const ids = words.to('int64');
    const vectors = this.drop(this.embedding(ids));
    const lengths = tensor(lengthsOf(ids).map((length) => Math.max(1, length))); // the engine packs no empty ones
    const options = { batchFirst: true, enforceSorted: false };
    const packed = packPaddedSequence(vectors, lengths.to('int64'), options);
    const [hidden] = padPackedSequence(this.lstm.packed(packed)[0], { batchFirst: true, totalLength: ids.shape[1]! });
    return this.hidden2tag(this.drop(hidden));
  }

  /** The mean over the sentences of how unlikely their tags are: −log p. */
  loss(words: Tensor, tags: Tensor): Tensor {
    return this.crf.forward(this.forward(words), tags, lengthsOf(words)).neg().mean();
  }

  /** The likeliest tags of each sentence. */
  decode(words: Tensor): number[][] {
    return this.crf.decode(this.forward(words), lengthsOf(words));
  }

  /** The likeliest tags as numbers, −1 behind a sentence's end: (B, L). @param said what `forward` made of the words */
  tags(words: Tensor, said: Tensor): Tensor {
    const [rows = 0, longest = 0] = words.shape;
    const found = new Float32Array(rows * longest).fill(-1);
    for (const [row, tags] of this.crf.decode(said, lengthsOf(words)).entries()) found.set(tags, row * longest);
    return fromTypedArray(found, [rows, longest]).to(said.device);
  }
}

/** Words of each sentence: those before the first 0 behind which there are only such. */
function lengthsOf(words: Tensor): number[] {
  const [, longest = 0] = words.shape;
  const ids = words.detach().cpu().to('int64').contiguous().data();
  return Array.from({ length: words.shape[0] ?? 0 }, (_, i) => {
    let length = longest;
    while (length > 0 && Number(ids[i * longest + length - 1]) === 0) length--;
    return length;
  });
}

/**
 * BiLSTM-CRF for the words of sentences.
 *
 * @throws {ModelError} bad-options — where an option is not known or does not fit
 * @example const model = bilstmCrf({ vocabulary: 20_000, classes: 9 });
 */
export const bilstmCrf = architecture(
  {
    about: 'BiLSTM-CRF: tags for the words of sentences (Huang et al. 2015).',
    takes: 'tokens',
    gives: 'tags',
    outputShape: (input, classes) => [...input, classes],
  },
  (options: BilstmCrfOptions = {}): BilstmCrf => {
    checkOptions('bilstmCrf', options, ['classes', 'channels', 'vocabulary', 'width', 'units', 'layers', 'dropout']);
    return described(new BilstmCrf(options), 'bilstmCrf', options);
  },
);
