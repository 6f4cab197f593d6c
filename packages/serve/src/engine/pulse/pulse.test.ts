import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { until } from '../../testing/infer.ts';
import { Pulse, type PulseOptions } from './pulse.ts';
import { threadState } from './thread-state.ts';

const skip = process.platform === 'linux' ? false : 'what a thread is at is read from /proc';

/** A process of Node's whose main thread does this, and nothing else. */
async function running(script: string) {
  const child = spawn(process.execPath, ['-e', `console.log('here'); ${script}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const pid = child.pid!;
  return {
    pid,
    send: (signal: NodeJS.Signals) => child.kill(signal),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

const others = { allowedMillis: () => Number.POSITIVE_INFINITY, computesHere: true };

const always = 'for (;;);';
const never = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';

/** A pulse that stopped at its first beat: the main thread of the process is the one that would go on with it. */
function stopped(pid: number, options: Partial<PulseOptions> = {}) {
  const source = new PassThrough();
  const beat = Buffer.alloc(16);
  beat.writeDoubleLE(pid, 8);
  source.write(beat);
  let looks = 0;
  const all = { pid, silence: 50, patience: 600_000, busyMillis: () => 0, ...others, ...options };
  const pulse = new Pulse(source, all, () => looks++);
  const looked = async (times: number) => {
    const end = looks + times;
    await until(() => looks >= end);
  };
  return { pulse, looked };
}

test('a thread wants the processor, waits or is stopped', { skip }, async () => {
  using busy = await running(always);
  using idle = await running(never);
  await until(() => threadState(busy.pid, busy.pid) === 'wants');
  await until(() => threadState(idle.pid, idle.pid) === 'waiting');
  idle.send('SIGSTOP');
  await until(() => threadState(idle.pid, idle.pid) === 'stopped');
  assert.equal(threadState(busy.pid, 2 ** 22 + 1), undefined);
});

test('an engine that would beat and does not get to is not taken for one that hangs', { skip }, async () => {
  using busy = await running(always); // runnable without a beat, as on a machine that has no time for it
  const { pulse, looked } = stopped(busy.pid);
  using _pulse = pulse;
  await looked(6);
  assert.equal(pulse.fault, undefined);
  assert.equal(pulse.isStarved, true);
  busy.send('SIGSTOP');
  await until(() => pulse.fault?.silent === true);
  assert.match(pulse.fault!.what, /no sign of life for \d+\.\d s|it was stopped/);
  busy.send('SIGCONT');
  await until(() => pulse.fault === undefined);
});

test('one that waits for something, or has had all patience, hangs', { skip }, async () => {
  using idle = await running(never);
  const waiting = stopped(idle.pid);
  using _waiting = waiting.pulse;
  await until(() => waiting.pulse.fault?.silent === true);
  assert.equal(waiting.pulse.isStarved, false);
  using busy = await running(always);
  const { pulse } = stopped(busy.pid, { patience: 500 });
  using _pulse = pulse;
  await until(() => pulse.fault?.silent === true);
});

test('a batch on which nothing is computed is a fault, unless a thread wants to', { skip }, async () => {
  using idle = await running(never);
  const options = { busyMillis: () => 1e9, silence: 400 };
  const beating = (pid: number) => {
    const source = new PassThrough();
    const beat = Buffer.alloc(16); // no processor time, thread 0
    const timer = setInterval(() => source.write(beat), 10);
    const all = { pid, patience: 600_000, ...others, ...options };
    const pulse = new Pulse(source, all, () => {});
    return {
      pulse,
      [Symbol.dispose]: () => {
        clearInterval(timer);
        pulse[Symbol.dispose]();
      },
    };
  };
  using stuck = beating(idle.pid);
  await until(() => stuck.pulse.fault?.silent === false);
  assert.match(stuck.pulse.fault!.what, /computed nothing for \d+\.\d s on a batch/);
});

test('one that is stopped shows before it has been silent for long', { skip }, async () => {
  using idle = await running(never);
  const source = new PassThrough();
  const timer = setInterval(() => source.write(Buffer.alloc(16)), 10); // so that silence is no fault of it
  const options = { pid: idle.pid, silence: 1500, patience: 600_000, busyMillis: () => 0, ...others };
  using pulse = new Pulse(source, options, () => {});
  idle.send('SIGSTOP');
  await until(() => pulse.fault !== undefined);
  assert.match(pulse.fault!.what, /it was stopped, \d+\.\d s ago or more/);
  idle.send('SIGCONT');
  await until(() => pulse.fault === undefined);
  clearInterval(timer);

  const patient = stopped(idle.pid, { silence: 600_000 });
  using _patient = patient.pulse;
  idle.send('SIGSTOP');
  await patient.looked(4);
  assert.equal(patient.pulse.fault, undefined); // a quarter of that is not over
});

test('one that goes round in circles shows by the processor time of its batch', async () => {
  const source = new PassThrough();
  const began = performance.now();
  let [cpuMicros, allowed] = [5e6, 1000];
  const beat = () => {
    const bytes = Buffer.alloc(16);
    cpuMicros += 100_000;
    bytes.writeDoubleLE(cpuMicros, 0);
    source.write(bytes);
  };
  const timer = setInterval(beat, 10);
  const options = { pid: 0, silence: 600_000, patience: 600_000, computesHere: true };
  const timed = { ...options, busyMillis: () => performance.now() - began, allowedMillis: () => allowed };
  using pulse = new Pulse(source, timed, () => {});
  await until(() => pulse.fault !== undefined);
  assert.match(pulse.fault!.what, /a batch has taken \d+\.\d s of processor time/);
  assert.equal(pulse.fault!.silent, false); // given up only after engineTimeoutMs
  allowed = Number.POSITIVE_INFINITY;
  await until(() => pulse.fault === undefined);
  clearInterval(timer);
});
