// Boundary: conversion of values and errors, lifetime of handles, module registration.
#include "engine.h"

#include <c10/util/Exception.h>
#include <typeinfo>

namespace capstan {

thread_local Engine* engine = nullptr;

Handle Engine::keep(at::Tensor tensor) {
  if (!tensor.defined()) return 0;
  live++;
  if (!vacant.empty()) {
    Handle handle = vacant.back();
    vacant.pop_back();
    slots[handle].tensor = std::move(tensor);
    return handle;
  }
  TORCH_CHECK(slots.size() < 0x7fffffff, "more than 2^31 live tensors");
  slots.push_back(Slot{std::move(tensor)});
  return static_cast<Handle>(slots.size() - 1);
}

void Engine::release(Handle handle) {
  if (handle == 0 || handle >= slots.size() || !slots[handle].tensor.defined()) return;
  Slot& slot = slots[handle];
  // The destructor may run deleters that come back here: take the tensor out of the table first.
  at::Tensor dying = std::move(slot.tensor);
  slot.tensor = at::Tensor();
  slot.generation++;
  if (slot.external) {
    int64_t total;
    napi_adjust_external_memory(env, -slot.external, &total);
    slot.external = 0;
  }
  vacant.push_back(handle);
  live--;
}

at::Tensor& Engine::tensor(Handle handle) {
  TORCH_CHECK_VALUE(handle != 0 && handle < slots.size() && slots[handle].tensor.defined(),
                    "a tensor was used after it was freed");
  return slots[handle].tensor;
}

std::vector<at::Tensor> Engine::tensors(size_t from, size_t count) {
  TORCH_CHECK_VALUE(from + count <= capacity, "the tensor list is longer than the command buffer");
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (size_t i = 0; i < count; i++) result.push_back(tensor(static_cast<Handle>(cells[from + i])));
  return result;
}

void Engine::reserve(size_t count, size_t used) {
  if (count <= capacity) return;
  size_t size = std::max(count, capacity * 2);
  void* data = nullptr;
  napi_value moved;
  check(env, napi_create_arraybuffer(env, size * sizeof(double), &data, &moved));
  memcpy(data, cells, std::min(used, capacity) * sizeof(double));
  if (buffer) napi_delete_reference(env, buffer);
  check(env, napi_create_reference(env, moved, 1, &buffer));
  cells = static_cast<double*>(data);
  capacity = size;
  callJavaScript(env, onMove, 1, &moved);
}

void Orphans::add(napi_ref ref) {
  std::lock_guard<std::mutex> guard(lock);
  refs.push_back(ref);
  any = true;
}

void Orphans::deleteAll(napi_env env) {
  std::vector<napi_ref> dead;
  {
    std::lock_guard<std::mutex> guard(lock);
    dead.swap(refs);
    any = false;
  }
  for (napi_ref ref : dead) napi_delete_reference(env, ref);
}

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  if (status == napi_pending_exception) rethrowJavaScript(env);
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  TORCH_CHECK_TYPE(false, info && info->error_message ? info->error_message : "an unexpected value from JavaScript");
}

void rethrowJavaScript(napi_env env) {
  napi_value error;
  napi_get_and_clear_last_exception(env, &error);
  if (engine->thrown) napi_delete_reference(env, engine->thrown);
  // Wrapped in an object: a reference to a primitive is not allowed everywhere.
  napi_value box;
  napi_create_object(env, &box);
  napi_set_named_property(env, box, "error", error);
  napi_create_reference(env, box, 1, &engine->thrown);
  throw JavaScriptError();
}

// `origin` says which part of c10d failed, by the exception's type; null of all else.
static void throwError(napi_env env, const char* code, const char* message, const char* origin = nullptr) {
  napi_value arguments[3], callee, receiver, error;
  napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &arguments[0]);
  napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &arguments[1]);
  napi_get_undefined(env, &receiver);
  if (origin)
    napi_create_string_utf8(env, origin, NAPI_AUTO_LENGTH, &arguments[2]);
  else
    arguments[2] = receiver;
  bool made = engine && engine->makeError && napi_get_reference_value(env, engine->makeError, &callee) == napi_ok &&
              napi_call_function(env, receiver, callee, 3, arguments, &error) == napi_ok;
  if (!made && napi_create_error(env, arguments[0], arguments[1], &error) != napi_ok) return; // JavaScript is ending
  napi_throw(env, error);
}

void throwCurrent(napi_env env) {
  // autograd rethrows what a hook threw as its own exception: the stored JavaScript value is the truth.
  if (engine->thrown) {
    napi_value box, error;
    napi_get_reference_value(env, engine->thrown, &box);
    napi_get_named_property(env, box, "error", &error);
    napi_delete_reference(env, engine->thrown);
    engine->thrown = nullptr;
    napi_throw(env, error);
    return;
  }
  try {
    throw;
  } catch (const c10::OutOfMemoryError& e) {
    throwError(env, "out-of-memory", e.what_without_backtrace());
  } catch (const c10::IndexError& e) {
    throwError(env, "index", e.what_without_backtrace());
  } catch (const c10::ValueError& e) {
    throwError(env, "value", e.what_without_backtrace());
  } catch (const c10::TypeError& e) {
    throwError(env, "type", e.what_without_backtrace());
  } catch (const c10::NotImplementedError& e) {
    throwError(env, "not-implemented", e.what_without_backtrace());
  } catch (const c10::LinAlgError& e) {
    throwError(env, "linalg", e.what_without_backtrace());
  } catch (const c10::DistNetworkError& e) {
    throwError(env, "distributed", e.what_without_backtrace(), "network");
  } catch (const c10::DistStoreError& e) {
    throwError(env, "distributed", e.what_without_backtrace(), "store");
  } catch (const c10::DistBackendError& e) {
    throwError(env, "distributed", e.what_without_backtrace(), "backend");
  } catch (const c10::DistError& e) {
    throwError(env, "distributed", e.what_without_backtrace(), "group");
  } catch (const c10::Error& e) {
    throwError(env, "runtime", e.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    throwError(env, "out-of-memory", "the system refused the memory");
  } catch (const std::exception& e) {
    // Gloo's exceptions, which no header declares, by the names of their types: gloo::IoException, gloo::EnforceNotMet …
    const char* type = typeid(e).name();
    const bool isGloo = strstr(type, "gloo");
    const char* origin = strstr(type, "IoException") ? "network" : "group";
    throwError(env, isGloo ? "distributed" : "runtime", e.what(), isGloo ? origin : nullptr);
  } catch (...) {
    throwError(env, "runtime", "an unknown C++ exception");
  }
}

double Arguments::number(size_t i) const {
  double value = 0;
  TORCH_CHECK_TYPE(i < count && napi_get_value_double(env, values[i], &value) == napi_ok, "argument ", i,
                   " must be a number");
  return value;
}

int64_t Arguments::integer(size_t i) const {
  double value = number(i);
  TORCH_CHECK_VALUE(value >= -9007199254740991.0 && value <= 9007199254740991.0 && value == std::floor(value),
                    "argument ", i, " must be a safe integer");
  return static_cast<int64_t>(value);
}

bool Arguments::boolean(size_t i) const {
  bool value = false;
  TORCH_CHECK_TYPE(i < count && napi_get_value_bool(env, values[i], &value) == napi_ok, "argument ", i,
                   " must be a boolean");
  return value;
}

std::string Arguments::string(size_t i) const {
  size_t length = 0;
  TORCH_CHECK_TYPE(i < count && napi_get_value_string_utf8(env, values[i], nullptr, 0, &length) == napi_ok, "argument ",
                   i, " must be a string");
  std::string value(length, '\0');
  napi_get_value_string_utf8(env, values[i], value.data(), length + 1, &length);
  return value;
}

bool Arguments::given(size_t i) const {
  if (i >= count) return false;
  napi_valuetype type;
  napi_typeof(env, values[i], &type);
  return type != napi_undefined && type != napi_null;
}

napi_value number(napi_env env, double value) {
  napi_value result;
  check(env, napi_create_double(env, value, &result));
  return result;
}

napi_value boolean(napi_env env, bool value) {
  napi_value result;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

napi_value string(napi_env env, const std::string& value) {
  napi_value result;
  check(env, napi_create_string_utf8(env, value.data(), value.size(), &result));
  return result;
}

napi_value handle(napi_env env, at::Tensor tensor) {
  napi_value result;
  check(env, napi_create_uint32(env, engine->keep(std::move(tensor)), &result));
  return result;
}

napi_value callJavaScript(napi_env env, napi_ref function, size_t count, const napi_value* arguments) {
  napi_value callee, receiver, result;
  check(env, napi_get_reference_value(env, function, &callee));
  check(env, napi_get_undefined(env, &receiver));
  check(env, napi_call_function(env, receiver, callee, count, arguments, &result));
  return result;
}

void define(napi_env env, napi_value exports, std::initializer_list<Method> methods) {
  for (const Method& method : methods) {
    napi_value function;
    check(env, napi_create_function(env, method.name, NAPI_AUTO_LENGTH, method.callback, nullptr, &function));
    check(env, napi_set_named_property(env, exports, method.name, function));
  }
}

// start(cells: ArrayBuffer, onMove: (cells) => void, makeError: (code, message, origin?) => Error): gives the engine its
// command buffer and the class of its errors.
static napi_value Start(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    void* data;
    size_t bytes;
    check(env, napi_get_arraybuffer_info(env, arguments.values[0], &data, &bytes));
    check(env, napi_create_reference(env, arguments.values[0], 1, &engine->buffer));
    check(env, napi_create_reference(env, arguments.values[1], 1, &engine->onMove));
    check(env, napi_create_reference(env, arguments.values[2], 1, &engine->makeError));
    engine->cells = static_cast<double*>(data);
    engine->capacity = bytes / sizeof(double);
    return nullptr;
  });
}

static void stop(void* data) {
  Engine* dying = static_cast<Engine*>(data);
  // Deleters of borrowed array buffers must not touch an environment that is gone.
  if (engine == dying) engine = nullptr;
  dying->slots.clear();
  delete dying;
}

static napi_value Init(napi_env env, napi_value exports) {
  if (engine) { // tensors of one would be numbers to the other
    napi_throw_error(env, "engine-broken", "the engine is loaded in this thread already, by another copy of @capstan/torch");
    return exports;
  }
  engine = new Engine(env);
  napi_add_env_cleanup_hook(env, stop, engine);
  try {
    define(env, exports, {{"start", Start}});
    registerDevices(env, exports); // first: it loads CUDA
    registerDispatch(env, exports);
    registerTensor(env, exports);
    registerAutograd(env, exports);
    registerContext(env, exports);
    registerMemory(env, exports);
    registerDistributed(env, exports);
    registerProfiler(env, exports);
    registerShare(env, exports);
    registerCores(env, exports);
  } catch (...) {
    throwCurrent(env);
  }
  return exports;
}

} // namespace capstan

NAPI_MODULE(capstan_torch, capstan::Init)
