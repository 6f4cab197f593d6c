// ProcessGroupGloo without Gloo's headers, which PyTorch's wheel does not carry: libtorch_cpu exports its constructor
// and destructor, and everything else is called through its base class.
#pragma once
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

namespace c10d {

class TORCH_API ProcessGroupGloo : public Backend {
 public:
  struct TORCH_API Options : public Backend::Options {
    // Devices from GLOO_SOCKET_IFNAME, or the one that this machine's host name resolves to. Made by the library: its
    // own members are not declared here.
    static c10::intrusive_ptr<Options> create_default(std::chrono::milliseconds timeout);
  };

  ProcessGroupGloo(const c10::intrusive_ptr<Store>& store, int rank, int size, c10::intrusive_ptr<Options> options);
  ~ProcessGroupGloo() override;

 private:
  // Room for the members: the whole object takes 488 bytes in libtorch 2.11 on x86-64. What is over is never touched.
  alignas(16) char members[4096];
};

} // namespace c10d
