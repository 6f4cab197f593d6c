import { native } from '../engine/native.ts';

/** Settings of cuDNN, which computes convolutions and LSTMs on NVIDIA's GPUs. */
export const cudnn = {
  /** Whether float32 convolutions may use TF32: true unless set. */
  get allowTf32(): boolean {
    return native.cudnnTf32();
  },
  set allowTf32(allowed: boolean) {
    native.cudnnTf32(allowed);
  },
  /** Whether the fastest algorithm is searched for at each new shape: false unless set. */
  get benchmark(): boolean {
    return native.cudnnBenchmark();
  },
  set benchmark(enabled: boolean) {
    native.cudnnBenchmark(enabled);
  },
};
