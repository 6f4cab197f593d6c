import { ops } from '../../engine/ops.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Options, withDefaults } from '../options.ts';

interface Attention {
  attnMask: Tensor | undefined;
  dropoutP: number;
  isCausal: boolean;
  scale: number | undefined;
  enableGqa: boolean;
}
const ATTENTION: Attention = { attnMask: undefined, dropoutP: 0, isCausal: false, scale: undefined, enableGqa: false };
export type AttentionOptions = Options<Attention>;

/**
 * softmax(Q·Kᵀ·scale + mask)·V, with a fused kernel where there is one.
 *
 * @param query (N, …, L, E)
 * @param key (N, …, S, E)
 * @param value (N, …, S, Ev)
 * @returns (N, …, L, Ev); a boolean `attnMask` says true where attention is allowed
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options?: AttentionOptions,
): Tensor {
  const o = withDefaults('scaledDotProductAttention', ATTENTION, options);
  const mask = o.attnMask ?? null;
  if (o.scale === undefined && !o.enableGqa)
    return ops.scaledDotProductAttention(query, key, value, mask, o.dropoutP, o.isCausal);
  const rest = { scale: o.scale ?? null, enableGqa: o.enableGqa };
  return ops.scaledDotProductAttention(query, key, value, mask, o.dropoutP, o.isCausal, rest);
}
