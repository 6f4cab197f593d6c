/** A source of random numbers with a state of its own. See `torch.Generator`. */
export interface GeneratorLike {
  readonly _generator: number;
}
