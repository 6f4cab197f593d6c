// From the start of a process to its first tensor: ours ÷ `import torch`'s, a fresh process each time, in turn in one run.
//   npm run node -- bench/start/import.ts [pairs]
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';

const TARGET = 0.25;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const pairs = Number(process.argv[2] ?? 15);

/** Seconds by the wall, from outside, and of the processor, as the process says of itself at its first tensor. */
interface Start {
  wall: number;
  cpu: number;
}

async function start(command: string, script: string): Promise<Start> {
  const begun = performance.now();
  const child = spawn(command, [here(script)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let wall = 0;
  let text = '';
  for await (const chunk of child.stdout) {
    wall ||= (performance.now() - begun) / 1000;
    text += chunk;
  }
  if (wall === 0) throw new Error(`${script} ended before its first tensor`);
  return { wall, cpu: Number(text) };
}

const ours = () => start(process.execPath, 'first-tensor.ts');
const python = peersPython();
const theirs = () => start(python, 'first_tensor.py');

// Once each before: files come into memory, compiled code into caches.
await ours();
await theirs();
const times: [Start, Start][] = [];
for (let i = 0; i < pairs; i++) {
  if (i % 2 === 0) times.push([await ours(), await theirs()]);
  else {
    const peer = await theirs();
    times.push([await ours(), peer]);
  }
}
for (const measure of ['wall', 'cpu'] as const) {
  const ratios = times.map(([a, b]) => a[measure] / b[measure]).sort((a, b) => a - b);
  const ms = (side: 0 | 1) => `${(median(times.map((pair) => pair[side][measure])) * 1000).toFixed(0)} ms`;
  console.log(
    `start to first tensor, ${measure.padEnd(30)} ${median(ratios).toFixed(3)}  ` +
      `[${ratios[0]!.toFixed(3)}–${ratios.at(-1)!.toFixed(3)}]  ${ms(0)} against ${ms(1)}  (target ≤ ${TARGET}, ${pairs} pairs)`,
  );
}
