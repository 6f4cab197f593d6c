/** Text to numbers and back. */
export type Tokenizer = {
  readonly kind: 'bpe' | 'wordPiece' | 'unigram';
  readonly vocabularySize: number;
  /** @returns ids, without special tokens unless the text names them and the tokenizer has them */
  encode(text: string): number[];
  /** Bytes that are no UTF-8 become U+FFFD. @throws {DataError} value-invalid — for an id out of range */
  decode(ids: ArrayLike<number>): string;
  /** The id of a token as its vocabulary writes it. */
  idOf(token: string): number | undefined;
};

/**
 * How text is cut before its pieces are encoded, by the models that brought it. Theirs say \s, which means Unicode's
 * white space there; JavaScript's differs in U+0085 and U+FEFF.
 */
export const patterns = {
  /** GPT-2, RoBERTa, Whisper. */
  gpt2: /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
  /** GPT-4 and Llama 3 (cl100k_base). */
  cl100k:
    /'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu,
} as const;

/** The name of a pattern. */
export type Pattern = keyof typeof patterns;
