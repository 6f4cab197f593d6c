// Names under which encoders were published, under those of Hugging Face's BertForSequenceClassification, which ours are.
import { zeros } from '@capstan/torch';
import type { State } from '../../files/state.ts';

const DISTILLED: readonly (readonly [theirs: RegExp, ours: string])[] = [
  [/^distilbert\./, 'bert.'],
  [/^pre_classifier\./, 'bert.pooler.dense.'],
  [/\.transformer\.layer\./, '.encoder.layer.'],
  [/\.attention\.([qkv])_lin\./, '.attention.self.$1.'],
  [/\.self\.q\./, '.self.query.'],
  [/\.self\.k\./, '.self.key.'],
  [/\.self\.v\./, '.self.value.'],
  [/\.attention\.out_lin\./, '.attention.output.dense.'],
  [/\.sa_layer_norm\./, '.attention.output.LayerNorm.'],
  [/\.ffn\.lin1\./, '.intermediate.dense.'],
  [/\.ffn\.lin2\./, '.output.dense.'],
  [/\.output_layer_norm\./, '.output.LayerNorm.'],
];

/**
 * Encoders alone get the prefix `bert.`; DistilBERT (Sanh et al. 2019) has no embedding of the kind of token, which is then 0;
 * what only pretraining needs (`cls.`, and the pooler where the mean of the tokens is taken) and buffers of places are left out.
 */
export function toBert(weights: State, pooling: 'tanh' | 'relu' | 'mean'): State {
  const distilled = Object.keys(weights).some((key) => key.includes('attention.q_lin.'));
  const ours: State = {};
  for (const [key, value] of Object.entries(weights)) {
    let name = /^(bert|distilbert|classifier|pre_classifier|cls)\b/.test(key)
      ? key
      : `${distilled ? 'distilbert' : 'bert'}.${key}`;
    for (const [theirs, with_] of distilled ? DISTILLED : []) name = name.replace(theirs, with_);
    name = name.replace(/\bLayerNorm\.gamma$/, 'LayerNorm.weight').replace(/\bLayerNorm\.beta$/, 'LayerNorm.bias');
    if (/^cls\.|\.position_ids$|^vocab_/.test(name) || (pooling === 'mean' && name.includes('.pooler.'))) continue;
    ours[name] = value;
  }
  const words = ours['bert.embeddings.word_embeddings.weight'];
  if (distilled && words) ours['bert.embeddings.token_type_embeddings.weight'] = zeros([2, words.shape[1]!]);
  return ours;
}
