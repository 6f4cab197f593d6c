// An allocator for hunting: every block ends at a page that cannot be touched, and is given back to the system when it
// is freed. A kernel that reads or writes behind a tensor, or one that is gone, ends the process there and then.
// Chosen by CAPSTAN_ALLOCATOR=guard; safety/fuzz.ts uses it.
#include "engine.h"

#include <sys/mman.h>
#include <unistd.h>

namespace capstan {

namespace {

struct Header {
  void* base;
  size_t mapped, bytes;
};

constexpr size_t kAlignment = 16; // bytes behind the last element that go unnoticed: fewer than this
constexpr size_t kLargest = size_t(1) << 30; // a block of more is out of memory: filling it would take too long
constexpr size_t kHeader = 64;
static_assert(sizeof(Header) <= kHeader);

std::atomic<int64_t> live{0};

size_t roundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

void give(void* data) {
  if (!data) return;
  Header header = *reinterpret_cast<Header*>(static_cast<char*>(data) - kHeader);
  live -= static_cast<int64_t>(header.bytes);
  munmap(header.base, header.mapped);
}

class GuardAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* data = bytes ? take(bytes) : nullptr;
    return {data, data, &give, c10::Device(c10::kCPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &give; }
  void copy_data(void* to, const void* from, size_t count) const override { memcpy(to, from, count); }

 private:
  static void* take(size_t bytes) {
    static const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    TORCH_CHECK_WITH(OutOfMemoryError, bytes <= kLargest, "the CPU has no room for ", bytes, " bytes more");
    size_t payload = roundUp(bytes, kAlignment), inner = roundUp(payload + kHeader, page);
    void* base = mmap(nullptr, inner + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    TORCH_CHECK_WITH(OutOfMemoryError, base != MAP_FAILED, "the CPU has no room for ", bytes, " bytes more");
    mprotect(static_cast<char*>(base) + inner, page, PROT_NONE);
    char* data = static_cast<char*>(base) + inner - payload;
    new (data - kHeader) Header{base, inner + page, bytes};
    live += static_cast<int64_t>(bytes);
    return data;
  }
};

} // namespace

c10::Allocator* guardAllocator() {
  static auto* instance = new GuardAllocator(); // never destroyed: tensors may outlive every destructor
  return instance;
}

int64_t guardedBytes() { return live; }

} // namespace capstan
