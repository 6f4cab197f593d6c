// Training on a million rows of fifty columns, from a typed array to the model's text, beside LightGBM from Python on the same
// rows with the same settings; and whether both models are the same text:
//   npm run node -- bench/trees/train.ts [ROWS [PAIRS]]      (the peers' Python needs lightgbm==4.7.0 and numpy)
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@capstan/base';
import { compare } from '../pair.ts';
import { peersPython } from '../peers/python.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const columns = 50;
const folder = mkdtempSync(join(tmpdir(), 'capstan-trees-'));
try {
  const path = join(folder, 'table.f64');
  writeFileSync(path, new Uint8Array(table(rows, columns).buffer));
  const ours = { objective: 'binary', rounds: 100, numLeaves: 31, learningRate: 0.1, seed: 1, threads: 2 };
  const peer = {
    objective: 'binary',
    num_iterations: 100,
    num_leaves: 31,
    learning_rate: 0.1,
    seed: 1,
    num_threads: 2,
    deterministic: true,
    force_col_wise: true,
    verbosity: -1,
  };
  const hashes = [join(folder, 'ours'), join(folder, 'theirs')] as const;
  const program = (name: string) => join(import.meta.dirname, name);
  const table50 = [path, String(rows), String(columns)];
  const env = { OMP_WAIT_POLICY: 'PASSIVE' }; // ours anyway; spinning, Python's time beside a busy neighbour would be longer
  await compare({
    title: `trees, ${rows} × ${columns}, 100 rounds of 31 leaves`,
    ours: {
      name: 'ours',
      command: process.execPath,
      args: [program('train_ours.ts'), ...table50, JSON.stringify(ours), hashes[0]],
    },
    peer: {
      name: 'LightGBM',
      command: peersPython(),
      args: [program('train_lightgbm.py'), ...table50, JSON.stringify(peer), hashes[1]],
      env,
    },
    rounds: Number(process.argv[3] ?? 3), // pairs
    target: 1.05,
  });
  const [a, b] = hashes.map((file) => readFileSync(file, 'utf8'));
  console.log(a === b ? 'the same model, to the last character' : `other models: ${a} and ${b}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Rows of normal-like and skewed columns, a twentieth of the values missing, and a label of some of them with noise. */
function table(rows: number, columns: number): Float64Array {
  const random = new Random(1);
  const values = new Float64Array(rows * (columns + 1));
  for (let row = 0; row < rows; row++) {
    let score = 0;
    for (let column = 0; column < columns; column++) {
      const drawn = random.uniform() + random.uniform() + random.uniform() - 1.5;
      const value = column % 5 === 4 ? Math.round(Math.exp(3 * drawn)) : drawn;
      if (column < 10) score += column % 3 === 0 ? drawn : drawn * Math.abs(drawn);
      values[row * columns + column] = random.uniform() < 0.05 ? Number.NaN : value;
    }
    values[rows * columns + row] = Number(score + random.uniform() - 0.5 > 0);
  }
  return values;
}
