import type { Preprocessing } from '@capstan/data';
import type { TensorSpec, WireTensor } from './datatypes.ts';

/** An output that is asked for, and how. */
export type RequestedOutput = { name: string; binary: boolean; classification: number };

/**
 * A request that fits the model: every input there, of the model's type and shape, with the same number of rows; or, for
 * a model of pictures, files that are still to be decoded into its one input.
 */
export type InferRequest = {
  id: string | undefined;
  /** Milliseconds that the client gives it, where it says. */
  timeoutMs: number | undefined;
  rows: number;
  /** For a model of pictures its one input may still be UINT8 pixels: see pictures/wire.ts. */
  inputs: WireTensor[];
  pictures?: Uint8Array[];
  outputs: RequestedOutput[];
};

/**
 * What a model takes and gives. Where `pictures` is there, its one input may also come as UINT8 pixels (0 to 255, the
 * same shape) or as BYTES, a JPEG, PNG or WebP file an element.
 */
export type Signature = { inputs: TensorSpec[]; outputs: TensorSpec[]; pictures?: Preprocessing };

export type ParseOptions = {
  /** `Inference-Header-Content-Length`: bytes of JSON before the raw tensors; undefined where the body is JSON alone. */
  headerLength: number | undefined;
  /** What to do with NaN and infinity in the inputs. */
  nonFinite: 'refuse' | 'allow';
  /** Rows that a request may have. */
  maxRows: number;
};
