#!/usr/bin/env bash
# Runs the addon's own tests with the addon compiled for AddressSanitizer. libtorch and Node are not instrumented, so
# leaks of theirs are not looked for; what is found is in native/*.cc.
#
#     packages/torch/safety/asan.sh [test files]
set -euo pipefail
cd "$(dirname "$0")/.."
torch=$(node -p "require('./build/addon.json').torch")
out=build/asan
mkdir -p "$out"
flags=(-std=c++17 -O1 -g -fPIC -DNDEBUG -fsanitize=address -fno-omit-frame-pointer -D_GLIBCXX_USE_CXX11_ABI=1
  -I../../node_modules/node-api-headers/include "-I$torch/include" "-I$torch/include/torch/csrc/api/include")
for source in native/*.cc; do
  object="$out/$(basename "$source").o"
  [ "$object" -nt "$source" ] && [ "$object" -nt native/engine.h ] || c++ "${flags[@]}" -c "$source" -o "$object"
done
c++ -shared -fsanitize=address -o "$out/capstan_torch.node" "$out"/*.o "-L$torch/lib" -ltorch_cpu -lc10 "-Wl,-rpath,$torch/lib"
[ $# -gt 0 ] || set -- src/tensor.test.ts src/autograd.test.ts src/context.test.ts safety/scope.test.ts safety/worker.test.ts
# detect_odr_violation: libtorch's own globals. handle_segv=0: V8 uses the signal itself.
export ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0:handle_segv=0:alloc_dealloc_mismatch=0
# CAPSTAN_ALLOCATOR=system: freed blocks must go back to be watched.
CAPSTAN_ALLOCATOR=system CAPSTAN_ADDON="$PWD/$out/capstan_torch.node" LD_PRELOAD=$(c++ -print-file-name=libasan.so) \
  ../../node_modules/node/bin/node --test "$@"
