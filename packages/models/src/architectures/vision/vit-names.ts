// Hugging Face's names of a vision transformer (ViTForImageClassification), under torchvision's, which ours are.
import { cat } from '@capstan/torch';
import type { State } from '../../files/state.ts';

const OUTSIDE: readonly (readonly [theirs: string, ours: string])[] = [
  ['embeddings.cls_token', 'class_token'],
  ['embeddings.position_embeddings', 'encoder.pos_embedding'],
  ['embeddings.patch_embeddings.projection', 'conv_proj'],
  ['layernorm', 'encoder.ln'],
  ['classifier', 'heads.head'],
];

/** Of each two the older name, which files have, and that of transformers 5. */
const INSIDE: readonly (readonly [theirs: string, ours: string])[] = [
  ['layernorm_before', 'ln_1'],
  ['layernorm_after', 'ln_2'],
  ['attention.output.dense', 'self_attention.out_proj'],
  ['attention.o_proj', 'self_attention.out_proj'],
  ['intermediate.dense', 'mlp.0'],
  ['mlp.fc1', 'mlp.0'],
  ['output.dense', 'mlp.3'],
  ['mlp.fc2', 'mlp.3'],
];

/** Weights with Hugging Face's names under torchvision's; others are returned as they are. */
export function fromHuggingFace(weights: State): State {
  const keys = Object.keys(weights);
  if (!keys.some((key) => key.endsWith('embeddings.patch_embeddings.projection.weight'))) return weights;
  const ours: State = {};
  for (const key of keys) {
    const name = key.replace(/^vit\./, '');
    const layer = /^(?:encoder\.layer|layers)\.(\d+)\.(.+)$/.exec(name);
    if (!layer) {
      ours[renamed(name, OUTSIDE)] = weights[key]!;
      continue;
    }
    const [, number, rest] = layer as unknown as [string, string, string]; // as: both groups take part in every match
    const to = `encoder.layers.encoder_layer_${number}`;
    const part = /^attention\.(?:attention\.)?(query|key|value|[qkv]_proj)\.(weight|bias)$/.exec(rest);
    if (!part) ours[`${to}.${renamed(rest, INSIDE)}`] = weights[key]!;
    else if (/^q/.test(part[1]!)) {
      // torchvision keeps the three in one: (3 · width, width)
      const names = part[1] === 'query' ? ['query', 'key', 'value'] : ['q_proj', 'k_proj', 'v_proj'];
      const three = names.map((which) => weights[key.replace(part[1]!, which)]);
      if (three.every((one) => one !== undefined)) ours[`${to}.self_attention.in_proj_${part[2]}`] = cat(three, 0);
    }
  }
  return ours;
}

function renamed(name: string, pairs: readonly (readonly [string, string])[]): string {
  const pair = pairs.find(([theirs]) => name === theirs || name.startsWith(`${theirs}.`));
  return pair ? pair[1] + name.slice(pair[0].length) : name;
}
