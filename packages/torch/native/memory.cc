// The CPU allocator: keeps freed blocks for the next step instead of giving them back to the system.
//
// glibc returns large activations to the kernel at every step and pays for their pages again at the next. Blocks are
// rounded up to size classes (four to an octave, at most 25 % waste), freed blocks wait in a list of their class, and
// what waits is bounded by the peak of what was ever live.
#include "engine.h"

#include <c10/core/CPUAllocator.h>
#include <sys/mman.h>

#include <array>
#include <cstdlib>

namespace capstan {

namespace {

constexpr size_t kHeader = 64; // keeps the payload on a cache line, as vector instructions want
constexpr size_t kHuge = size_t(2) << 20;
constexpr size_t kClasses = 4 * 48;
constexpr size_t kSlack = size_t(256) << 20;

struct Header {
  size_t size; // of the payload's class
  uint32_t index;
};

uint32_t classOf(size_t bytes) {
  if (bytes <= 64) return 0;
  uint32_t octave = 63 - __builtin_clzll(bytes - 1); // 2^octave < bytes ≤ 2^(octave + 1)
  uint32_t quarter = static_cast<uint32_t>((bytes - 1) >> (octave - 2)) & 3;
  return (octave - 6) * 4 + quarter + 1;
}

size_t sizeOf(uint32_t index) {
  if (index == 0) return 64;
  uint32_t octave = (index - 1) / 4 + 6, quarter = (index - 1) % 4;
  return (size_t(1) << octave) + (size_t(quarter + 1) << (octave - 2));
}

class CachingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* data = bytes ? take(bytes) : nullptr;
    return {data, data, &give, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give; }
  void copy_data(void* to, const void* from, size_t count) const override { memcpy(to, from, count); }

  void* take(size_t bytes) {
    uint32_t index = classOf(bytes);
    TORCH_CHECK(index < kClasses, "an allocation of ", bytes, " bytes is too large");
    {
      std::lock_guard<std::mutex> guard(lock);
      auto& list = waiting[index];
      size_t size = sizeOf(index);
      live += size;
      if (live > peak) peak = live;
      if (!list.empty()) {
        void* data = list.back();
        list.pop_back();
        cached -= size;
        return data;
      }
    }
    return fresh(index);
  }

  void* fresh(uint32_t index) {
    size_t size = sizeOf(index), total = size + kHeader;
    void* block = nullptr;
    if (posix_memalign(&block, total >= kHuge ? kHuge : kHeader, total) != 0 || !block) {
      empty(); // what waits may be what is missing
      if (posix_memalign(&block, total >= kHuge ? kHuge : kHeader, total) != 0 || !block) {
        std::lock_guard<std::mutex> guard(lock);
        live -= size;
        TORCH_CHECK_WITH(OutOfMemoryError, false, "the CPU has no room for ", size, " bytes more");
      }
    }
#ifdef MADV_HUGEPAGE
    if (total >= 2 * kHuge) madvise(block, total, MADV_HUGEPAGE);
#endif
    new (block) Header{size, index};
    return static_cast<char*>(block) + kHeader;
  }

  static void give(void* data);

  void put(void* data) {
    Header* header = reinterpret_cast<Header*>(static_cast<char*>(data) - kHeader);
    std::unique_lock<std::mutex> guard(lock);
    live -= header->size;
    if (cached + header->size > peak + kSlack) {
      guard.unlock();
      std::free(header);
      return;
    }
    cached += header->size;
    waiting[header->index].push_back(data);
  }

  size_t empty() {
    std::lock_guard<std::mutex> guard(lock);
    size_t released = cached;
    for (auto& list : waiting) {
      for (void* data : list) std::free(static_cast<char*>(data) - kHeader);
      list.clear();
      list.shrink_to_fit();
    }
    cached = 0;
    return released;
  }

  std::mutex lock;
  std::array<std::vector<void*>, kClasses> waiting;
  size_t live = 0, peak = 0, cached = 0;
};

CachingAllocator& allocator() {
  static auto* instance = new CachingAllocator(); // never destroyed: tensors may outlive every destructor
  return *instance;
}

void CachingAllocator::give(void* data) {
  if (data) allocator().put(data);
}

napi_value Memory(napi_env env, napi_callback_info info) { // memory(resetPeak?) → cells: tensors, bytes, peak, cached
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto& pool = allocator();
    std::lock_guard<std::mutex> guard(pool.lock);
    engine->cells[0] = static_cast<double>(engine->live);
    engine->cells[1] = static_cast<double>(pool.live) + static_cast<double>(guardedBytes());
    engine->cells[2] = static_cast<double>(pool.peak);
    engine->cells[3] = static_cast<double>(pool.cached);
    if (arguments.given(0) && arguments.boolean(0)) pool.peak = pool.live;
    return nullptr;
  });
}

napi_value EmptyCache(napi_env env, napi_callback_info) { // gives waiting blocks back; returns their bytes
  return guard(env, [&] { return number(env, static_cast<double>(allocator().empty())); });
}

} // namespace

void registerMemory(napi_env env, napi_value exports) {
  static std::once_flag once;
  std::call_once(once, [] {
    const char* choice = getenv("CAPSTAN_ALLOCATOR");
    std::string name = choice ? choice : "";
    if (name == "guard")
      c10::SetCPUAllocator(guardAllocator(), 1);
    else if (name != "system")
      c10::SetCPUAllocator(&allocator(), 1);
  });
  define(env, exports, {{"memory", Memory}, {"emptyCache", EmptyCache}});
}

} // namespace capstan
