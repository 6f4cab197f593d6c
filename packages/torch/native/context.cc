// Modes and settings of the engine: gradient and inference mode, autocast, determinism, precision, threads, seeds.
#include "engine.h"
#include "random.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <dlfcn.h>

namespace capstan {

namespace {

napi_value GradMode(napi_env env, napi_callback_info info) { // gradMode(enabled?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    bool before = c10::GradMode::is_enabled();
    if (arguments.given(0)) c10::GradMode::set_enabled(arguments.boolean(0));
    return boolean(env, before);
  });
}

thread_local std::vector<std::unique_ptr<c10::InferenceMode>> inference;

napi_value EnterInference(napi_env env, napi_callback_info info) { // enterInference(enabled)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    inference.push_back(std::make_unique<c10::InferenceMode>(arguments.boolean(0)));
    return nullptr;
  });
}

napi_value LeaveInference(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    if (!inference.empty()) inference.pop_back();
    return nullptr;
  });
}

napi_value IsInference(napi_env env, napi_callback_info) {
  return guard(env, [&] { return boolean(env, c10::InferenceMode::is_enabled()); });
}

// autocast(device type, enabled, dtype, cache) → sets the mode; the previous one is left in the cells.
napi_value Autocast(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto device = static_cast<c10::DeviceType>(arguments.integer(0));
    double before[] = {double(at::autocast::is_autocast_enabled(device)),
                       double(at::autocast::get_autocast_dtype(device)),
                       double(at::autocast::is_autocast_cache_enabled())};
    if (arguments.count > 1) {
      bool enabled = arguments.boolean(1);
      at::autocast::set_autocast_enabled(device, enabled);
      at::autocast::set_autocast_dtype(device, static_cast<at::ScalarType>(arguments.integer(2)));
      at::autocast::set_autocast_cache_enabled(arguments.boolean(3));
      if (!enabled) at::autocast::clear_cache();
    }
    memcpy(engine->cells, before, sizeof before);
    return nullptr;
  });
}

napi_value Deterministic(napi_env env, napi_callback_info info) { // deterministic(enabled?, warnOnly?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto& context = at::globalContext();
    bool before = context.deterministicAlgorithms();
    if (arguments.given(0)) {
      bool enabled = arguments.boolean(0);
      context.setDeterministicAlgorithms(enabled, arguments.given(1) && arguments.boolean(1));
      context.setDeterministicCuDNN(enabled);
    }
    return boolean(env, before);
  });
}

napi_value MatmulPrecision(napi_env env, napi_callback_info info) { // matmulPrecision(precision?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    constexpr const char* names[] = {"highest", "high", "medium"};
    auto before = names[static_cast<int>(at::globalContext().float32MatmulPrecision())];
    if (arguments.given(0)) at::globalContext().setFloat32MatmulPrecision(arguments.string(0));
    return string(env, before);
  });
}

napi_value DefaultDtype(napi_env env, napi_callback_info info) { // defaultDtype(code?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto before = c10::get_default_dtype_as_scalartype();
    if (arguments.given(0))
      c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(arguments.integer(0))));
    return number(env, static_cast<double>(static_cast<int>(before)));
  });
}

napi_value CudnnTf32(napi_env env, napi_callback_info info) { // cudnnTf32(allowed?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    bool before = at::globalContext().allowTF32CuDNN();
    if (arguments.given(0)) at::globalContext().setAllowTF32CuDNN(arguments.boolean(0));
    return boolean(env, before);
  });
}

napi_value CudnnBenchmark(napi_env env, napi_callback_info info) { // cudnnBenchmark(enabled?) → what it was
  return guard(env, [&] {
    Arguments arguments(env, info);
    bool before = at::globalContext().benchmarkCuDNN();
    if (arguments.given(0)) at::globalContext().setBenchmarkCuDNN(arguments.boolean(0));
    return boolean(env, before);
  });
}

napi_value ManualSeed(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Draws draws;
    at::manual_seed(static_cast<uint64_t>(arguments.integer(0)));
    return nullptr;
  });
}

at::Generator generatorOf(int64_t index) {
  if (index < 0) return at::globalContext().defaultGenerator(at::kCPU);
  TORCH_CHECK_VALUE(static_cast<size_t>(index) < engine->generators.size(), "there is no generator ", index);
  return engine->generators[static_cast<size_t>(index)];
}

// generator(device type, device index, own) → its number: a new one, or the device's default.
napi_value Generator(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    c10::Device device(static_cast<c10::DeviceType>(arguments.integer(0)),
                       static_cast<c10::DeviceIndex>(arguments.integer(1)));
    at::globalContext().lazyInitDevice(device.type());
    at::Generator generator = at::globalContext().defaultGenerator(device);
    engine->generators.push_back(arguments.boolean(2) ? generator.clone() : generator);
    return number(env, static_cast<double>(engine->generators.size() - 1));
  });
}

napi_value SeedGenerator(napi_env env, napi_callback_info info) { // seedGenerator(generator, seed)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Draws draws;
    at::Generator generator = generatorOf(arguments.integer(0));
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(static_cast<uint64_t>(arguments.integer(1)));
    return nullptr;
  });
}

napi_value GeneratorState(napi_env env, napi_callback_info info) { // generatorState(generator, state?) → state tensor
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Draws draws;
    at::Generator generator = generatorOf(arguments.integer(0));
    std::lock_guard<std::mutex> lock(generator.mutex());
    if (arguments.given(1)) {
      generator.set_state(arguments.tensor(1));
      return nullptr;
    }
    return handle(env, generator.get_state());
  });
}

napi_value Threads(napi_env env, napi_callback_info info) { // threads(count?) → how many an operator uses
  return guard(env, [&] {
    Arguments arguments(env, info);
    if (arguments.given(0)) {
      int64_t count = arguments.integer(0);
      TORCH_CHECK_VALUE(count >= 1 && count <= 4096, "expected 1 to 4096 threads, received ", count);
      at::set_num_threads(static_cast<int>(count));
    }
    return number(env, at::get_num_threads());
  });
}

napi_value Version(napi_env env, napi_callback_info) {
  return guard(env, [&] { return string(env, TORCH_VERSION); });
}

napi_value Configuration(napi_env env, napi_callback_info) {
  return guard(env, [&] { return string(env, at::show_config() + at::get_parallel_info()); });
}

napi_value Capability(napi_env env, napi_callback_info) { // the CPU's vector instructions, as PyTorch names them
  return guard(env, [&] { return string(env, at::get_cpu_capability()); });
}

napi_value LoadLibrary(napi_env env, napi_callback_info info) { // loadLibrary(path): its operators join the dispatcher
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    std::string path = arguments.string(0);
    TORCH_CHECK(dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL), "cannot load ", path, ": ", dlerror());
    return nullptr;
  });
}

} // namespace

void registerContext(napi_env env, napi_value exports) {
  startGenerator();
  define(env, exports,
         {{"gradMode", GradMode},
          {"enterInference", EnterInference},
          {"leaveInference", LeaveInference},
          {"isInference", IsInference},
          {"autocast", Autocast},
          {"deterministic", Deterministic},
          {"matmulPrecision", MatmulPrecision},
          {"defaultDtype", DefaultDtype},
          {"cudnnTf32", CudnnTf32},
          {"cudnnBenchmark", CudnnBenchmark},
          {"manualSeed", ManualSeed},
          {"generator", Generator},
          {"seedGenerator", SeedGenerator},
          {"generatorState", GeneratorState},
          {"threads", Threads},
          {"version", Version},
          {"configuration", Configuration},
          {"capability", Capability},
          {"loadLibrary", LoadLibrary}});
}

} // namespace capstan
