// Training and inference steps: ours ÷ PyTorch's, the same settings on both sides, in turn in one run.
//   node bench/torch/steps.ts [case …]
import { fileURLToPath } from 'node:url';
import { compare } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const CASES: [name: string, title: string, target: number, peer?: string][] = [
  ['add', 'one add of two scalars, free included', 1.5],
  ['mlp', 'MLP 784-128-64-10, batch 64, training step', 0.8],
  ['resnet18', 'ResNet-18 at 32×32, batch 64, same settings', 1.0],
  ['resnet18-defaults', 'ResNet-18 at 32×32, batch 64, our defaults', 0.9, 'resnet18'],
  ['gpt', 'GPT 4×128, batch 12, context 64, AdamW', 1.0],
  ['gpt', 'the same ÷ torch.compile', 1.0, 'gpt-compile'],
  ['lstm', 'LSTM 2×128, sequence 64, batch 32, training step', 1.0],
  ['resnet50-1', 'ResNet-50 at 224 px, batch 1, inference', 1.0],
  ['resnet50-8', 'ResNet-50 at 224 px, batch 8, inference', 1.0],
  ['gpt-inference', 'GPT 4×128, batch 1, inference', 1.0],
];

const wanted = process.argv.slice(2);
for (const [name, title, target, peer = name] of CASES) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await compare({
    title,
    target,
    ours: { name: 'capstan', command: process.execPath, args: [here('ours.ts'), name] },
    peer: { name: 'pytorch', command: peersPython(), args: [here('peer.py'), peer] },
  });
}
