// Accelerators: CUDA's part of the engine, devices and their memory, and events behind the work that they are given.
#include "engine.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

namespace capstan {

namespace {

// libtorch_cuda is loaded where there are both it and a driver. Before any tensor: the first question about CUDA, such
// as a seed, settles for the whole process whether there is any. Without a driver its half second would be in vain.
void loadCuda() {
#ifdef __linux__
  static std::once_flag once;
  std::call_once(once, [] {
    if (dlopen("libcuda.so.1", RTLD_NOW)) dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
  });
#endif
}

c10::Device deviceOf(const Arguments& arguments) { // (type, index, …); index -1 is the current one
  auto type = static_cast<c10::DeviceType>(arguments.integer(0));
  auto index = static_cast<c10::DeviceIndex>(arguments.integer(1));
  at::globalContext().lazyInitDevice(type);
  return {type, index < 0 ? c10::impl::VirtualGuardImpl(type).getDevice().index() : index};
}

napi_value CudaDevices(napi_env env, napi_callback_info) { // how many CUDA devices work; 0 without libtorch_cuda
  return guard(env, [&] { return number(env, at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0); });
}

napi_value CurrentDevice(napi_env env, napi_callback_info info) { // currentDevice(type, index?) → its index; sets it
  return guard(env, [&] {
    Arguments arguments(env, info);
    c10::Device device = deviceOf(arguments);
    c10::impl::VirtualGuardImpl(device.type()).setDevice(device);
    return number(env, device.index());
  });
}

napi_value Synchronize(napi_env env, napi_callback_info info) { // synchronize(type, index)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    c10::Device device = deviceOf(arguments);
    c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
    return nullptr;
  });
}

napi_value DeviceName(napi_env env, napi_callback_info info) { // deviceName(type, index), of a CUDA device
  return guard(env, [&] {
    Arguments arguments(env, info);
    c10::Device device = deviceOf(arguments);
    // cudaDeviceProp, whose header is CUDA's, begins with char name[256].
    using Properties = const char* (*)(c10::DeviceIndex);
    auto properties = reinterpret_cast<Properties>(dlsym(RTLD_DEFAULT, "_ZN2at4cuda19getDevicePropertiesEa"));
    TORCH_CHECK(device.is_cuda() && properties, "this engine knows no name of ", device);
    return string(env, properties(device.index()));
  });
}

// deviceMemory(type, index, resetPeak) → cells: bytes of tensors, their peak, bytes taken from the device, their peak
napi_value DeviceMemory(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    c10::Device device = deviceOf(arguments);
    at::DeviceAllocator* allocator = at::getDeviceAllocator(device.type());
    auto stats = allocator->getDeviceStats(device.index());
    constexpr auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    double figures[] = {double(stats.allocated_bytes[all].current), double(stats.allocated_bytes[all].peak),
                        double(stats.reserved_bytes[all].current), double(stats.reserved_bytes[all].peak)};
    memcpy(engine->cells, figures, sizeof figures);
    if (arguments.boolean(2)) allocator->resetPeakStats(device.index());
    return nullptr;
  });
}

napi_value EmptyDeviceCache(napi_env env, napi_callback_info info) { // emptyDeviceCache(type, index)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::getDeviceAllocator(deviceOf(arguments).type())->emptyCache();
    return nullptr;
  });
}

// mark(type, index) → the number of an event behind the work that the device's current stream has now.
napi_value Mark(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    c10::Device device = deviceOf(arguments);
    c10::Event event(device.type());
    event.record(c10::impl::VirtualGuardImpl(device.type()).getStream(device));
    int64_t number = engine->nextEvent++;
    engine->events.emplace(number, std::move(event));
    return capstan::number(env, static_cast<double>(number));
  });
}

napi_value Reached(napi_env env, napi_callback_info info) { // reached(event) → whether it is; then its number is free
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto found = engine->events.find(arguments.integer(0));
    TORCH_CHECK_VALUE(found != engine->events.end(), "there is no event ", arguments.integer(0));
    bool reached = found->second.query();
    if (reached) engine->events.erase(found);
    return boolean(env, reached);
  });
}

} // namespace

void registerDevices(napi_env env, napi_value exports) {
  loadCuda();
  define(env, exports,
         {{"cudaDevices", CudaDevices},
          {"currentDevice", CurrentDevice},
          {"synchronize", Synchronize},
          {"deviceName", DeviceName},
          {"deviceMemory", DeviceMemory},
          {"emptyDeviceCache", EmptyDeviceCache},
          {"mark", Mark},
          {"reached", Reached}});
}

} // namespace capstan
