// What runs: a recorder of operators with times and shapes (the profiler), and an observer that is told of each one.
// Both stand on PyTorch's RecordFunction, so backward and operators inside operators are seen as well.
#include "engine.h"

#include <ATen/record_function.h>

#include <chrono>

namespace capstan {

namespace {

using Clock = std::chrono::steady_clock;

double microseconds() {
  return std::chrono::duration<double, std::micro>(Clock::now().time_since_epoch()).count();
}

// "[64, 3, 32, 32] float32" for each tensor among the values.
std::string shapesOf(c10::ArrayRef<const c10::IValue> values) {
  std::ostringstream text;
  auto add = [&](const at::Tensor& tensor) {
    if (!tensor.defined()) return;
    if (text.tellp() > 0) text << "; ";
    text << tensor.sizes() << ' ' << c10::toString(tensor.scalar_type());
  };
  for (const c10::IValue& value : values) {
    if (value.isTensor())
      add(value.toTensor());
    else if (value.isTensorList())
      for (const at::Tensor& tensor : value.toTensorVector()) add(tensor);
  }
  return text.str();
}

struct Event {
  std::string name, shapes;
  double start, end;
  uint64_t thread;
  int scope;
};

struct Recording {
  std::mutex control; // starting and stopping, from whichever thread
  std::mutex lock;    // the events
  std::vector<Event> events;
  at::CallbackHandle callback = 0;
  std::atomic<bool> shapes{false};
  size_t limit = 0;
};

Recording& recording() {
  static auto* instance = new Recording(); // never destroyed: a thread may end an operator while the process exits
  return *instance;
}

struct Started : at::ObserverContext {
  double at = microseconds();
  std::string shapes;
};

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
  auto started = std::make_unique<Started>();
  if (recording().shapes) started->shapes = shapesOf(function.inputs());
  return started;
}

void end(const at::RecordFunction& function, at::ObserverContext* context) {
  double now = microseconds();
  auto* started = static_cast<Started*>(context);
  Recording& r = recording();
  std::lock_guard<std::mutex> guard(r.lock);
  if (r.events.size() >= r.limit) return;
  r.events.push_back({function.name(), std::move(started->shapes), started->at, now, at::RecordFunction::currentThreadId(),
                      static_cast<int>(function.scope())});
}

// profileStart(shapes, limit): records the operators of every thread until profileStop, at most `limit` of them.
napi_value ProfileStart(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Recording& r = recording();
    std::lock_guard<std::mutex> starting(r.control);
    TORCH_CHECK(r.callback == 0, "a profiler is already running in this process");
    {
      std::lock_guard<std::mutex> guard(r.lock);
      r.events.clear();
      r.shapes = arguments.boolean(0);
      r.limit = static_cast<size_t>(arguments.integer(1));
    }
    r.callback = at::addGlobalCallback(
        at::RecordFunctionCallback(begin, end)
            .needsInputs(r.shapes)
            .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION, at::RecordScope::USER_SCOPE}));
    return nullptr;
  });
}

void setProperty(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

// profileStop() → [{ name, shapes, start, end, thread, backward }], times in microseconds of a monotonic clock.
napi_value ProfileStop(napi_env env, napi_callback_info) {
  return guard(env, [&] {
    Recording& r = recording();
    std::vector<Event> events;
    {
      std::lock_guard<std::mutex> stopping(r.control);
      TORCH_CHECK(r.callback != 0, "no profiler is running");
      at::removeCallback(r.callback);
      r.callback = 0;
      std::lock_guard<std::mutex> guard(r.lock);
      events.swap(r.events);
    }
    napi_value result;
    check(env, napi_create_array_with_length(env, events.size(), &result));
    for (size_t i = 0; i < events.size(); i++) {
      napi_handle_scope scope;
      check(env, napi_open_handle_scope(env, &scope));
      napi_value entry;
      check(env, napi_create_object(env, &entry));
      setProperty(env, entry, "name", string(env, events[i].name));
      setProperty(env, entry, "shapes", string(env, events[i].shapes));
      setProperty(env, entry, "start", number(env, events[i].start));
      setProperty(env, entry, "end", number(env, events[i].end));
      setProperty(env, entry, "thread", number(env, static_cast<double>(events[i].thread)));
      setProperty(env, entry, "backward",
                  boolean(env, events[i].scope == static_cast<int>(at::RecordScope::BACKWARD_FUNCTION)));
      check(env, napi_set_element(env, result, static_cast<uint32_t>(i), entry));
      napi_close_handle_scope(env, scope);
    }
    return result;
  });
}

// The observer of this thread: JavaScript, called as each operator ends.
thread_local napi_ref observer = nullptr;
thread_local at::CallbackHandle observing = 0;
thread_local bool inside = false;

struct Facts {
  std::vector<int64_t> shape;
  at::ScalarType dtype;
  int64_t bytes;
};

std::vector<Facts> factsOf(c10::ArrayRef<const c10::IValue> values) {
  std::vector<Facts> result;
  auto add = [&](const at::Tensor& tensor) {
    if (tensor.defined())
      result.push_back({tensor.sizes().vec(), tensor.scalar_type(),
                        tensor.numel() * static_cast<int64_t>(tensor.element_size())});
  };
  for (const c10::IValue& value : values) {
    if (value.isTensor())
      add(value.toTensor());
    else if (value.isTensorList())
      for (const at::Tensor& tensor : value.toTensorVector()) add(tensor);
  }
  return result;
}

napi_value toJavaScript(napi_env env, const std::vector<Facts>& facts) {
  napi_value result;
  check(env, napi_create_array_with_length(env, facts.size(), &result));
  for (size_t i = 0; i < facts.size(); i++) {
    napi_value entry, shape;
    check(env, napi_create_object(env, &entry));
    check(env, napi_create_array_with_length(env, facts[i].shape.size(), &shape));
    for (size_t d = 0; d < facts[i].shape.size(); d++)
      check(env, napi_set_element(env, shape, static_cast<uint32_t>(d),
                                  number(env, static_cast<double>(facts[i].shape[d]))));
    setProperty(env, entry, "shape", shape);
    setProperty(env, entry, "dtype", number(env, static_cast<double>(facts[i].dtype)));
    setProperty(env, entry, "bytes", number(env, static_cast<double>(facts[i].bytes)));
    check(env, napi_set_element(env, result, static_cast<uint32_t>(i), entry));
  }
  return result;
}

struct Observed : at::ObserverContext {
  std::vector<Facts> inputs; // known at the start only
};

std::unique_ptr<at::ObserverContext> beginObserved(const at::RecordFunction& function) {
  auto observed = std::make_unique<Observed>();
  if (!inside) observed->inputs = factsOf(function.inputs());
  return observed;
}

void endObserved(const at::RecordFunction& function, at::ObserverContext* context) {
  // An observer's own operators are not observed, nor is anything once it has thrown.
  if (inside || !observer || !engine || engine->thrown) return;
  inside = true;
  napi_env env = engine->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) == napi_ok) {
    try {
      const std::vector<c10::IValue>& outputs = function.outputs();
      napi_value arguments[] = {
          string(env, function.name()), toJavaScript(env, static_cast<Observed*>(context)->inputs),
          toJavaScript(env, factsOf(c10::ArrayRef<const c10::IValue>(outputs.data(), outputs.size())))};
      callJavaScript(env, observer, 3, arguments);
    } catch (const std::exception&) {
      // What it threw waits in engine->thrown; the next boundary throws it.
    }
    napi_close_handle_scope(env, scope);
  }
  inside = false;
}

// observe(function or null): tells of each operator that ends on this thread (name, inputs, outputs).
napi_value Observe(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    if (observing) {
      at::removeCallback(observing);
      observing = 0;
      napi_delete_reference(env, observer);
      observer = nullptr;
    }
    if (!arguments.given(0)) return nullptr;
    check(env, napi_create_reference(env, arguments.values[0], 1, &observer));
    observing = at::addThreadLocalCallback(at::RecordFunctionCallback(beginObserved, endObserved)
                                               .needsInputs(true)
                                               .needsOutputs(true)
                                               .scopes({at::RecordScope::FUNCTION}));
    return nullptr;
  });
}

} // namespace

void registerProfiler(napi_env env, napi_value exports) {
  define(env, exports, {{"profileStart", ProfileStart}, {"profileStop", ProfileStop}, {"observe", Observe}});
}

} // namespace capstan
