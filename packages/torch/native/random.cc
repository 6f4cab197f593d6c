// PyTorch has one default generator for the CPU, and no way to give an operator such as dropout another. Here it goes from
// thread to thread with a lock: who draws next puts its own state in, and takes out that of whoever drew last. One thread
// alone pays for a lock that nobody else wants, and several for a copy of 5 KB where they take turns.
#include "random.h"

#include "engine.h"

#include <ATen/CPUGeneratorImpl.h>

namespace capstan {

namespace {

struct Mine;

struct Table { // never destroyed: threads may end after static destructors began
  std::recursive_mutex lock; // an operator may run a hook that draws
  int64_t started = 0;
  Mine* inside = nullptr; // whose state is in the default generator
};
Table& table() {
  static auto* instance = new Table();
  return *instance;
}

struct Mine {
  at::Tensor state; // while another's is inside
  bool started = false;
  ~Mine() {
    if (!started) return;
    std::lock_guard<std::recursive_mutex> guard(table().lock);
    if (table().inside == this) table().inside = nullptr;
  }
};
thread_local Mine mine;

} // namespace

Draws::Draws(bool draws) {
  if (!draws) return;
  table().lock.lock(); // also where this thread is the last one: the state inside may be that of one that has ended
  held = true;
  Mine*& inside = table().inside;
  if (inside == &mine || !mine.started) return;
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  std::lock_guard<std::mutex> guard(generator.mutex());
  if (inside) inside->state = generator.get_state();
  if (mine.state.defined()) generator.set_state(mine.state);
  inside = &mine;
}

Draws::~Draws() {
  if (held) table().lock.unlock();
}

// The first thread has the engine's own numbers. Each further one begins at the first's seed plus its number, so that no
// two of them draw the same.
void startGenerator() {
  std::lock_guard<std::recursive_mutex> guard(table().lock);
  if (mine.started) return;
  mine.started = true;
  int64_t number = table().started++;
  if (number == 0) {
    table().inside = &mine;
    return;
  }
  at::Generator generator = at::detail::createCPUGenerator(at::detail::getDefaultCPUGenerator().current_seed() + static_cast<uint64_t>(number));
  mine.state = generator.get_state();
}

} // namespace capstan
