// Resident memory after 1,000 training steps minus after 100, ResNet-20 at 32×32, batch 64: it must not grow.
//   npm run node -- bench/start/memory.ts [steps]
import { cifarResnet20 } from '@capstan/models';
import { F, manualSeed, memory, optim, randint, randn, scope } from '@capstan/torch';

const TARGET = 2; // per cent
const steps = Number(process.argv[2] ?? 1000);

manualSeed(0);
const model = cifarResnet20({ classes: 10 });
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });

const megabytes: number[] = [];
console.log('  step   resident   tensors');
for (let step = 1; step <= steps; step++) {
  {
    using _step = scope();
    const input = randn([64, 3, 32, 32]);
    const target = randint(0, 10, [64]);
    optimizer.zeroGrad();
    F.crossEntropy(model(input), target).backward();
    optimizer.step();
  }
  if (step % 100 === 0) {
    await new Promise(setImmediate); // finalizers run between turns
    const resident = process.memoryUsage.rss() / 1e6;
    megabytes.push(resident);
    console.log(
      `${String(step).padStart(6)} ${resident.toFixed(1).padStart(7)} MB ${String(memory().tensors).padStart(9)}`,
    );
  }
}
const [first, last] = [megabytes[0]!, megabytes.at(-1)!];
const growth = (100 * (last - first)) / first;
console.log(`resident memory after ${steps} steps minus after 100: ${growth.toFixed(2)} %  (target < ${TARGET} %)`);
