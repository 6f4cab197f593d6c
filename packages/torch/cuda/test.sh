#!/usr/bin/env bash
# The package's tests on a GPU: what only a GPU shows, the recorded numbers with every tensor there, and the tests that do
# not speak of a device with the GPU as the default one. Needs an engine with CUDA: CAPSTAN_TORCH at set-up.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
run() { ${NODE:-node ../../tools/node.mjs} --test "$@" || failed=1; }
run cuda/cuda.test.ts
CAPSTAN_TEST_DEVICE=cuda NODE_OPTIONS="--import $PWD/cuda/exact.ts" run \
  src/nn/oracle.test.ts src/nn/balance.test.ts src/optim/oracle.test.ts sweep/sweep.test.ts
NODE_OPTIONS="--import $PWD/cuda/default-device.ts" run \
  src/{autograd,broadcasting,calls,checkpoint,profiler,save-checkpoint}.test.ts src/nn/module.test.ts \
  src/optim/optimizer.test.ts src/data/data.test.ts src/distributed/data-parallel.test.ts src/testing/testing.test.ts \
  safety/{buffers,callbacks,exchange,safetensors,scope,worker}.test.ts
exit "$failed"
