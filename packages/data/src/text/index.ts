export { augmentText, backOff, synonym, type TextChange, wordDropout, wordSwap } from './augment-text.ts';
export { type BpeOptions, type BpeVocabulary, bpe } from './bpe.ts';
export { guessLanguage, type LanguageGuess } from './language.ts';
export { type NearTexts, nearDuplicateTexts } from './min-hash.ts';
export type { Pattern, Tokenizer } from './tokenizer.ts';
export { trainBpe } from './train-bpe.ts';
export { unigram } from './unigram.ts';
export { gpt2Vocabulary, tiktoken, tiktokenText } from './vocabularies.ts';
export { wordPiece } from './word-piece.ts';
