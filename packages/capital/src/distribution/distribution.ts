/**
 * What is not known exactly, as plain data: fit for a plan file, for JSON, for a hash. Read it with {@link quantile},
 * {@link cdf}, {@link mean}, {@link sample}.
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'logitnormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'triangular'; readonly low: number; readonly mode: number; readonly high: number }
  | { readonly kind: 'beta'; readonly a: number; readonly b: number; readonly low: number; readonly high: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'discrete'; readonly values: readonly number[]; readonly weights: readonly number[] }
  | { readonly kind: 'mixture'; readonly parts: readonly Distribution[]; readonly weights: readonly number[] }
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  | { readonly kind: 'truncated'; readonly of: Distribution; readonly low?: number; readonly high?: number };

/** What may stand where a distribution is wanted: a number, a text such as '5 to 10', or a distribution. */
export type Uncertain = number | string | Distribution;
