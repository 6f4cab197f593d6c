// The addon's core: one Engine per JavaScript thread. It owns the tensors that JavaScript names by number, and the
// command buffer through which arguments and results pass.
#pragma once
// The experimental version has basic finalizers: they run during garbage collection, also inside a synchronous loop.
#define NAPI_EXPERIMENTAL
#define NAPI_VERSION 2147483647
#include <node_api.h>

#include "boundary.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/core/Event.h>
#include <torch/version.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

static_assert(TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9 && TORCH_VERSION_MINOR <= 11,
              "Capstan's addon is written for libtorch 2.9 to 2.11");

namespace capstan {

using Handle = uint32_t; // 0 names no tensor

struct Argument {
  Kind kind;
  int32_t fixed; // length that a single number is repeated to, or 0
  c10::IValue fallback;
  bool hasFallback;
};

// checks.cc: what an operator's kernel does not check itself; throws where the arguments would end the process.
struct Given {
  const c10::FunctionSchema& schema;
  const torch::jit::Stack& stack;
};
using Check = void (*)(const Given&);
Check checkOf(const std::string& name); // null where there is nothing to check
void checkPlaces(const at::Tensor& tensor); // checks-indices.cc: of a sparse tensor

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
  std::vector<Kind> returns;
  std::vector<int32_t> aliases; // argument that a result is the same object as, or -1
  std::vector<uint32_t> resized; // arguments that get the shape of a result
  Check check;
};

struct Slot {
  at::Tensor tensor;
  uint32_t generation = 0;
  int64_t external = 0; // bytes reported to the garbage collector
};

// References whose owner died on another thread or during garbage collection; deleted at the next call. Owners share
// it, so that it outlives an environment that has ended.
struct Orphans {
  std::mutex lock;
  std::vector<napi_ref> refs;
  std::atomic<bool> any{false};
  void add(napi_ref ref);
  void deleteAll(napi_env env);
};

class Engine {
 public:
  explicit Engine(napi_env env) : env(env) {}

  Handle keep(at::Tensor tensor);
  void release(Handle handle);
  at::Tensor& tensor(Handle handle);
  // Reads `count` handles from cells[from…].
  std::vector<at::Tensor> tensors(size_t from, size_t count);
  // Makes room for `count` cells, telling JavaScript when the buffer moves. The first `used` cells keep their content.
  void reserve(size_t count, size_t used = 0);

  napi_env env;
  std::vector<Slot> slots{1};
  std::vector<Handle> vacant;
  int64_t live = 0;

  double* cells = nullptr;
  size_t capacity = 0;
  napi_ref buffer = nullptr;
  napi_ref onMove = nullptr;
  napi_ref makeError = nullptr; // (code, message) => TorchError

  std::vector<Operator> operators;
  std::vector<std::string> strings;
  std::vector<at::Generator> generators;
  std::unordered_map<int64_t, c10::Event> events; // of devices that work while JavaScript does not wait
  int64_t nextEvent = 1;

  // A stack for each depth: an operator may run hooks that call operators.
  std::vector<std::unique_ptr<torch::jit::Stack>> stacks;
  size_t depth = 0;

  std::shared_ptr<Orphans> orphans = std::make_shared<Orphans>();

  // An exception thrown by JavaScript code that C++ called; rethrown as it was at the boundary.
  napi_ref thrown = nullptr;
};

extern thread_local Engine* engine;

// Thrown through C++ frames when JavaScript code threw; Engine::thrown holds the value.
struct JavaScriptError : std::runtime_error {
  JavaScriptError() : std::runtime_error("a JavaScript callback threw") {}
};

void throwCurrent(napi_env env); // converts the C++ exception in flight
[[noreturn]] void rethrowJavaScript(napi_env env); // takes the pending JavaScript exception and throws JavaScriptError
void check(napi_env env, napi_status status);

// Wraps a function body: no C++ exception crosses into JavaScript unconverted.
template <typename Body>
napi_value guard(napi_env env, Body&& body) {
  try {
    if (engine->orphans->any.load(std::memory_order_relaxed)) engine->orphans->deleteAll(env);
    napi_value result = body();
    if (engine->thrown) throw JavaScriptError(); // JavaScript that ran inside threw where nothing could pass it on
    return result;
  } catch (...) {
    throwCurrent(env);
    return nullptr;
  }
}

struct Arguments {
  Arguments(napi_env env, napi_callback_info info) : env(env) {
    count = 8;
    check(env, napi_get_cb_info(env, info, &count, values, nullptr, nullptr));
  }
  double number(size_t i) const;
  int64_t integer(size_t i) const;
  bool boolean(size_t i) const;
  std::string string(size_t i) const;
  at::Tensor& tensor(size_t i) const { return engine->tensor(static_cast<Handle>(integer(i))); }
  bool given(size_t i) const;
  napi_env env;
  size_t count;
  napi_value values[8];
};

napi_value number(napi_env env, double value);
napi_value boolean(napi_env env, bool value);
napi_value string(napi_env env, const std::string& value);
napi_value handle(napi_env env, at::Tensor tensor); // keeps the tensor; undefined becomes 0
napi_value callJavaScript(napi_env env, napi_ref function, size_t count, const napi_value* arguments);

// tensor.cc: whether its memory belongs to this thread's JavaScript, and ends with it
bool borrowsFromJavaScript(const at::Tensor& tensor);

// cores.cc: an operator is called, for whoever watches how long this process waits for cores
extern std::atomic<bool> calling;
void noteCalling();

// guard.cc
c10::Allocator* guardAllocator();
int64_t guardedBytes();

struct Method {
  const char* name;
  napi_callback callback;
};
void define(napi_env env, napi_value exports, std::initializer_list<Method> methods);

void registerDispatch(napi_env env, napi_value exports);
void registerTensor(napi_env env, napi_value exports);
void registerAutograd(napi_env env, napi_value exports);
void registerContext(napi_env env, napi_value exports);
void registerDevices(napi_env env, napi_value exports);
void registerMemory(napi_env env, napi_value exports);
void registerDistributed(napi_env env, napi_value exports);
void registerProfiler(napi_env env, napi_value exports);
void registerShare(napi_env env, napi_value exports);
void registerCores(napi_env env, napi_value exports);

} // namespace capstan
