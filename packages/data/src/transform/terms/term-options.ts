import { z } from 'zod';

/** What tfidf may be told. */
export const termOptions = z.strictObject({
  analyzer: z.enum(['word', 'char', 'charWithinWords']).default('word'),
  ngrams: z
    .tuple([z.int().min(1), z.int().min(1)])
    .refine(([least, most]) => least <= most, 'the shortest must not be longer than the longest')
    .default([1, 1]),
  lowercase: z.boolean().default(true),
  stopWords: z.array(z.string()).default([]),
  minDocuments: z.number().positive().default(1),
  maxDocuments: z.number().positive().default(1),
  maxTerms: z.int().min(1).optional(),
  sublinear: z.boolean().default(false),
  idf: z.boolean().default(true),
  smooth: z.boolean().default(true),
  norm: z.enum(['l2', 'l1', 'none']).default('l2'),
});

/** Options with their defaults filled in. */
export type TermOptions = z.output<typeof termOptions>;
