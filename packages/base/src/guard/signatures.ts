/**
 * What a package's callables take, as its generator read it from the TypeScript signatures. A key is the name a user writes:
 * `save`, `F.pad`, `new nn.Linear`, `nn.Module#zeroGrad`, `Tokenizer.from`; its value one line a parameter,
 * `name`, `name?`, `...name`, each with `: kind` where a kind is checked, and `=> Promise` last where a promise comes back.
 */
export interface Signatures {
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** Options objects: each name's kind; an `!` before it says that it may not be left out; `...` lets others through. */
  readonly shapes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Long lists of words that many kinds share: `%DType`. */
  readonly words: Readonly<Record<string, readonly string[]>>;
}
