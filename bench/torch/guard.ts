// What the check at the package's entry costs a call. Methods and whole steps: the same calls through the plain module and through
// the entry that users import, in processes that take turns; processor time, so that other work on the machine matters less.
// Functions: plain, plain once more and guarded in one process, in short blocks that take turns, of which the quickest tenth counts:
// what a function differs from itself is what cannot be measured.
//
//     npm run node -- bench/torch/guard.ts [--pairs 8]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const MODULES = ['../../packages/torch/src/index.ts', '../../packages/torch/generated/entry.ts'] as const;
const { values } = parseArgs({ options: { pairs: { type: 'string', default: '8' }, module: { type: 'string' } } });

type Times = Record<string, number>;
type Three = [plain: number, again: number, guarded: number];

/** Microseconds of processor time a call, the median of seven blocks. */
async function measure(module: string): Promise<Times> {
  const torch: typeof import('../../packages/torch/src/index.ts') = await import(module);
  const { F, nn, ones, optim, randn, scope, zeros } = torch;
  const [a, b, x, y] = [ones([4]), ones([4]), randn([8, 16]), zeros([8], { dtype: 'int64' })];
  const model = new nn.Sequential(new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 10));
  const optimizer = new optim.SGD(model.parameters(), { lr: 1e-3 });
  const calls: [name: string, count: number, call: () => void][] = [
    ['torch.add(a, b)', 5000, () => torch.add(a, b).dispose()],
    ['a.add(b)', 5000, () => a.add(b).dispose()],
    ['F.relu(a)', 5000, () => F.relu(a).dispose()],
    [
      'MLP step',
      150,
      () => {
        using _ = scope();
        optimizer.zeroGrad();
        F.crossEntropy(model(x), y).backward();
        optimizer.step();
      },
    ],
  ];
  const times: Times = {};
  for (const [name, count, call] of calls) {
    for (let i = 0; i < 2 * count; i++) call();
    const blocks = Array.from({ length: 7 }, () => {
      const begun = process.cpuUsage();
      for (let i = 0; i < count; i++) call();
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / count;
    });
    times[name] = blocks.sort((one, other) => one - other)[3]!;
  }
  return times;
}

/** Nanoseconds a call, plain, plain once more and guarded, in this process: the tenth percentile of blocks. */
async function functions(): Promise<Map<string, Three>> {
  const F = await import('../../packages/torch/src/nn/functional/index.ts');
  const { F: checked, ones, randn } = await import('../../packages/torch/generated/entry.ts');
  const [a, x, w] = [ones([4]), randn([8, 16]), randn([32, 16])];
  const calls = {
    'F.relu(a)': [() => F.relu(a), () => F.relu(a), () => checked.relu(a)],
    'F.linear(x, w)': [() => F.linear(x, w), () => F.linear(x, w), () => checked.linear(x, w)],
    'F.mseLoss(a, a)': [() => F.mseLoss(a, a), () => F.mseLoss(a, a), () => checked.mseLoss(a, a)],
  } as const;
  for (const sides of Object.values(calls)) for (let i = 0; i < 3000; i++) for (const call of sides) call().dispose(); // all have run before one is timed
  return new Map(
    Object.entries(calls).map(([name, sides]) => {
      const blocks: [number[], number[], number[]] = [[], [], []];
      // A loop of its own for each, so that none learns of another.
      const loops = sides.map(() => new Function('f', 'n', 'for (let i = 0; i < n; i++) f().dispose();'));
      for (let k = 0; k < 300; k++)
        for (const j of [0, 1, 2]) {
          const side = ((j + k) % 3) as 0 | 1 | 2; // as: a remainder of three
          const begun = performance.now();
          loops[side]!(sides[side], 500);
          blocks[side].push(((performance.now() - begun) / 500) * 1e6);
        }
      const tenth = (list: number[]) => list.sort((one, other) => one - other)[list.length / 10]!;
      return [name, [tenth(blocks[0]), tenth(blocks[1]), tenth(blocks[2])]];
    }),
  );
}

if (values.module === 'both') console.log(JSON.stringify([...(await functions())]));
else if (values.module !== undefined) console.log(JSON.stringify(await measure(values.module)));
else {
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const run = (module: string): Times =>
    JSON.parse(execFileSync(process.execPath, [import.meta.filename, '--module', module], { env, encoding: 'utf8' }));
  const pairs = Array.from({ length: Number(values.pairs) }, () => MODULES.map(run));
  console.log('| call | plain, µs | guarded, µs | ratio, median of pairs |\n|---|--:|--:|--:|');
  for (const name of Object.keys(pairs[0]![0]!)) {
    const of = (side: number) => pairs.map((pair) => pair[side]![name]!);
    const median = (list: number[]) => list.sort((one, other) => one - other)[list.length >> 1]!;
    const ratio = median(pairs.map(([plain, guarded]) => guarded![name]! / plain![name]!));
    console.log(`| ${name} | ${median(of(0)).toFixed(2)} | ${median(of(1)).toFixed(2)} | ${ratio.toFixed(2)} |`);
  }
  console.log(
    '\n| function, in one process | plain, ns | guarded, ns | difference, median of processes | of plain beside itself |\n|---|--:|--:|--:|--:|',
  );
  const rounds = Array.from({ length: Number(values.pairs) }, () => run('both') as unknown as [string, Three][]); // as: printed above
  for (const [i, [name]] of rounds[0]!.entries()) {
    const middle = (of: (times: Three) => number) =>
      rounds
        .map((round) => of(round[i]![1]))
        .sort((one, other) => one - other)
        [rounds.length >> 1]!.toFixed(0);
    const [plain, more, itself] = [
      middle(([a]) => a),
      middle(([a, , c]) => c - a),
      middle(([a, b]) => Math.abs(b - a)),
    ];
    console.log(`| ${name} | ${plain} | ${middle(([, , c]) => c)} | ${more} | ${itself} |`);
  }
}
