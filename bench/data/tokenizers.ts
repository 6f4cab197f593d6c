// Characters per second through a GPT-2 tokenizer and through the training of a BPE, beside Hugging Face's tokenizers
// (Rust, one thread, through Python):
//   node tools/node.mjs bench/data/tokenizers.ts [--rounds 5]     half a minute
// Text: tinyshakespeare; vocabulary: vocab-gpt2 (CAPSTAN_DATA or ../shared/data). Each round runs ours, then theirs.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bpe, gpt2Vocabulary, trainBpe } from '@capstan/data';
import { peersPython } from '../peers/python.mjs';

const { values: given } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const data = process.env.CAPSTAN_DATA ?? join(import.meta.dirname, '../../../shared/data');
const text = readFileSync(join(data, 'tinyshakespeare/input.txt'), 'utf8');
const files = [join(data, 'vocab-gpt2/encoder.json'), join(data, 'vocab-gpt2/vocab.bpe')] as const;
const vocabulary = gpt2Vocabulary(readFileSync(files[0], 'utf8'), readFileSync(files[1], 'utf8'));
const size = 4096;

const peer = `
import json, os, sys, time
os.environ["RAYON_NUM_THREADS"] = "1"
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
text = open(sys.argv[1], encoding="utf8", newline="").read()
t = Tokenizer(models.BPE.from_file(sys.argv[2], sys.argv[3]))
t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
t.encode(text[:1000])
start = time.perf_counter(); ids = t.encode(text).ids; encode = time.perf_counter() - start
n = Tokenizer(models.BPE()); n.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
trainer = trainers.BpeTrainer(vocab_size=${size}, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
start = time.perf_counter(); n.train_from_iterator([text], trainer); train = time.perf_counter() - start
print(json.dumps({"encode": encode, "train": train, "tokens": len(ids)}))
`;

type Figures = { encode: number; train: number; tokens: number };

function ours(): Figures {
  // A new tokenizer, whose cache of pieces is empty.
  const tokenizer = bpe(vocabulary);
  const begun = performance.now();
  const tokens = tokenizer.encode(text).length;
  const encoded = performance.now();
  trainBpe([text], { vocabularySize: size });
  return { encode: (encoded - begun) / 1000, train: (performance.now() - encoded) / 1000, tokens };
}

const rounds: [Figures, Figures][] = [];
for (let round = 0; round < Number(given.rounds); round++) {
  const args = ['-c', peer, join(data, 'tinyshakespeare/input.txt'), ...files];
  rounds.push([ours(), JSON.parse(execFileSync(peersPython(), args, { encoding: 'utf8' })) as Figures]);
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
console.log(
  `${text.length} characters, ${rounds[0]![0].tokens} tokens (theirs ${rounds[0]![1].tokens}); medians of ${given.rounds}`,
);
for (const what of ['encode', 'train'] as const) {
  const [mine, theirs] = [median(rounds.map(([a]) => a[what])), median(rounds.map(([, b]) => b[what]))];
  console.log(
    `${what.padEnd(7)} ours ${mine.toFixed(3)} s, Hugging Face ${theirs.toFixed(3)} s, ours ÷ theirs ${(mine / theirs).toFixed(2)}`,
  );
}
