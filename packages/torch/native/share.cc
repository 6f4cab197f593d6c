// Tensors between the threads of one process: a table of tickets that every engine sees.
#include "engine.h"

#include <unordered_map>

namespace capstan {

namespace {

std::mutex& lock() {
  static auto* instance = new std::mutex();
  return *instance;
}

// Never destroyed: a worker may end after static destructors began.
std::unordered_map<int64_t, at::Tensor>& table() {
  static auto* instance = new std::unordered_map<int64_t, at::Tensor>();
  return *instance;
}

napi_value Share(napi_env env, napi_callback_info info) { // share(handle) → the ticket's number
  return guard(env, [&] {
    Arguments arguments(env, info);
    static int64_t next = 1;
    // A new tensor over the same storage: autograd's metadata is not made for two threads.
    at::Tensor tensor = arguments.tensor(0).detach();
    // JavaScript's memory ends with its thread, whoever else still names it: that is copied.
    if (borrowsFromJavaScript(tensor)) tensor = tensor.clone();
    std::lock_guard<std::mutex> guard(lock());
    table().emplace(next, std::move(tensor));
    return number(env, static_cast<double>(next++));
  });
}

napi_value Receive(napi_env env, napi_callback_info info) { // receive(ticket) → handle; the ticket is spent
  return guard(env, [&] {
    Arguments arguments(env, info);
    int64_t ticket = arguments.integer(0);
    at::Tensor tensor;
    {
      std::lock_guard<std::mutex> guard(lock());
      auto found = table().find(ticket);
      TORCH_CHECK_VALUE(found != table().end(), "ticket ", ticket, " was received already, or never issued");
      tensor = std::move(found->second);
      table().erase(found);
    }
    return handle(env, std::move(tensor));
  });
}

} // namespace

void registerShare(napi_env env, napi_value exports) {
  define(env, exports, {{"share", Share}, {"receive", Receive}});
}

} // namespace capstan
