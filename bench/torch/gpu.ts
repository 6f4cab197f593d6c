// Training steps on one GPU: ours ÷ PyTorch eager, the same settings on both sides, in turn in one run.
//   node bench/torch/gpu.ts [case …]
import { fileURLToPath } from 'node:url';
import { compare } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const CASES: [name: string, title: string][] = [
  ['resnet', 'CIFAR ResNet-18, batch 512, bf16 autocast, channels last'],
  ['gpt', 'GPT 12×768, batch 8, context 1024, bf16, AdamW'],
  ['gpt-small', 'GPT 4×128, batch 12, context 64, bf16, AdamW'],
  ['mlp', 'MLP 784-128-64-10, batch 64, float32'],
  ['gpt-inference', 'GPT 12×768, batch 1, context 1024, bf16, inference'],
];

const wanted = process.argv.slice(2);
for (const [name, title] of CASES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await compare({
    title,
    target: 1,
    rounds: 11,
    ours: { name: 'capstan', command: process.execPath, args: [here('gpu-ours.ts'), name] },
    peer: { name: 'pytorch', command: peersPython(), args: [here('gpu_peer.py'), name] },
  });
}
