import { openModel } from '@capstan/models';
import { answerOf } from '@capstan/models/answers';
import * as torch from '@capstan/torch';
import {
  bytesOf,
  bytesPerElement,
  datatypeOf,
  dtypeOf,
  elements,
  type TensorSpec,
  view,
  type WireTensor,
} from '../protocol/datatypes.ts';
import { readCard } from './card.ts';
import type { EngineOptions, Hello } from './messages.ts';
import { modelHash } from './model-hash.ts';
import { prepare } from './prepare.ts';
import { ThreadChoice } from './thread-choice.ts';

/** A model that is open and warm: bytes in, bytes out. */
export type Runner = {
  hello: Extract<Hello, { ok: true }>;
  /** @param inputs memory that may be overwritten once this returns */
  run(inputs: readonly WireTensor[]): WireTensor[];
  /** Throws where the engine can no longer compute (a lost GPU, for instance). */
  check(): void;
};

/**
 * Opens a model folder for serving: checks it, puts it on its device, folds what can be folded and runs it once.
 *
 * @throws {ModelError} what `openModel` throws
 * @throws {ServeError} model-unloadable — where its card cannot be served
 */
export async function openRunner(options: EngineOptions): Promise<Runner> {
  const device = options.device as torch.Device; // checked by the engine, whose message names the device
  torch.setNumThreads(options.threads);
  const { model, card } = await openModel(options.dir);
  if (device !== 'cpu') model.to(device);
  const { signature, preprocessing, maxPixels, pipeline, sound } = readCard(card);
  const input = signature.inputs[0]!; // a card has one
  const raw = signature.outputs[0]!;
  const form = answerOf(card);
  const answers = form.tensor === undefined ? undefined : signature.outputs.at(-1);
  const fast = torch.inferenceMode(() => torch.scope(() => prepare(model, input.shape, options)));
  const compute = onChosenThreads(device === 'cpu' ? options.threads : 1);

  const run = (inputs: readonly WireTensor[]): WireTensor[] =>
    torch.inferenceMode(() => {
      using _step = torch.scope();
      const [tensor] = inputs.map(({ datatype, bytes, shape }) => {
        const here = torch.fromTypedArray(view(datatype, bytes), shape, { dtype: dtypeOf(datatype) });
        return device === 'cpu' ? here : here.to(device);
      });
      const output = compute(tensor!.shape[0]!, () => {
        const computed = fast.forward(tensor!);
        return { computed, wire: toWire(raw, computed) };
      });
      const outputs = [output.wire];
      if (answers) outputs.push(toWire(answers, form.compute(output.computed, model, tensor!)));
      return outputs;
    });

  const rate = warmUp(options.maxBatch, (rows) => {
    const shape = [rows, ...input.shape.slice(1).map((size) => (size === -1 ? 64 : size))];
    const bytes = new Uint8Array(elements(shape)! * bytesPerElement(input.datatype));
    run([{ ...input, shape, bytes }]);
  });

  return {
    hello: {
      ok: true,
      hash: modelHash(card),
      signature,
      classes: card.classes,
      answer: form.kind,
      preprocessing,
      ...(maxPixels !== undefined && { maxPixels }),
      ...(pipeline !== undefined && { pipeline }),
      ...(sound !== undefined && { sound }),
      platform: 'capstan_safetensors',
      architecture: card.architecture,
      rate,
      computed: fast.note,
    },
    run,
    check: () => {
      using _step = torch.scope();
      const sum = torch
        .ones([2, 2], { device })
        .matmul(torch.ones([2, 2], { device }))
        .sum()
        .item();
      if (sum !== 8) throw new Error(`the engine computes wrongly: expected 8, received ${sum}`);
    },
  };
}

/** Computes batches on as many threads as are chosen for them, and tells the choice what they took. */
function onChosenThreads(most: number) {
  const choice = new ThreadChoice(most);
  let now = most;
  return <T>(rows: number, work: () => T): T => {
    const threads = choice.pick(rows);
    if (threads !== now) torch.setNumThreads(threads);
    now = threads;
    const start = performance.now();
    const result = work();
    choice.learn(rows, threads, performance.now() - start);
    return result;
  };
}

/**
 * Runs the first batches, which set up kernels and memory: 1, 2, 4 … rows, for about a second.
 *
 * @returns rows a millisecond of the last
 */
function warmUp(maxBatch: number, run: (rows: number) => void): number {
  const end = performance.now() + 1000;
  let rate = 0;
  for (let rows = 1; rows <= maxBatch && performance.now() < end; rows *= 2) {
    const start = performance.now();
    run(rows);
    rate = rows / Math.max(performance.now() - start, 0.01);
  }
  return rate;
}

function toWire(spec: TensorSpec, tensor: torch.Tensor): WireTensor {
  const array = tensor.data();
  const datatype = datatypeOf(tensor.dtype) ?? 'FP32'; // half precision comes as float32
  return { name: spec.name, datatype, shape: tensor.shape, bytes: bytesOf(array) };
}
