// A default generator for each thread, out of the engine's one.
#pragma once

namespace capstan {

// While one lives, the CPU's default generator is this thread's: around whatever draws from it, seeds it or reads it.
struct Draws {
  explicit Draws(bool draws = true);
  ~Draws();
  Draws(const Draws&) = delete;
  bool held = false;
};

void startGenerator(); // this thread has one from now on

} // namespace capstan
