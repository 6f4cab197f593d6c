import type { Preprocessing, SoundPreprocessing } from '@capstan/data';
import type { TensorSpec, WireTensor } from '../protocol/datatypes.ts';
import type { Signature } from '../protocol/infer-request.ts';
import { aligned } from './frames.ts';

/** What an engine is started with, as one JSON argument. */
export type EngineOptions = {
  /** Folder of the model. */
  dir: string;
  device: string;
  threads: number;
  /** Whether layers may be folded and fused where the answers stay the same; see prepare.ts. */
  optimize: boolean;
  /** What to compute in: bfloat16 where the processor has it and the answers agree. */
  precision: 'float32' | 'bfloat16';
  /** Rows of the largest batch. */
  maxBatch: number;
};

/** An engine's first word. */
export type Hello =
  | {
      ok: true;
      /** What identifies the model; see model-hash.ts. */
      hash: string;
      signature: Signature;
      classes: string[];
      /** The form of its answers. */
      answer: string;
      preprocessing: Preprocessing | undefined;
      /** Pixels that a picture might have in training; undefined where the card does not say. */
      maxPixels?: number;
      /** For a model of tables: the saved pipeline that makes its input out of rows. */
      pipeline?: unknown;
      /** For a model of recordings: what makes its input out of one. */
      sound?: SoundPreprocessing;
      platform: string;
      architecture: string;
      /** Rows a millisecond of the last batch of the warm-up. */
      rate: number;
      /** How it is computed, such as `fused, float32`; empty where it is served as it is. */
      computed: string;
    }
  | { ok: false; code: string; message: string };

export type ResultMeta = { outputs: TensorSpec[]; millis: number; hash: string };
export type FailureMeta = { message: string };

/** Cuts a payload into the tensors that its meta describes; views, not copies. */
export function cutPayload(
  specs: readonly TensorSpec[],
  payload: Uint8Array,
  size: (spec: TensorSpec) => number,
): WireTensor[] {
  let offset = 0;
  return specs.map((spec) => {
    const bytes = payload.subarray(offset, offset + size(spec));
    offset += aligned(bytes.byteLength);
    return { ...spec, bytes };
  });
}
