// c10d: stores, process groups, collectives as promises, and the Reducer that averages gradients during backward.
//
// Nothing here waits on the JavaScript thread but the two things that the autograd engine and a synchronous forward
// ask for: the end of a backward that reduces, and the buffers' broadcast before a forward. Collectives run on Gloo's
// threads and settle their promise from there; what blocks (stores, rendezvous, send, receive) has a thread for itself.
#include "engine.h"
#include "gloo.h"

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/csrc/distributed/c10d/comm.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>

#include <dlfcn.h>
#include <functional>
#include <thread>
#include <unordered_map>

namespace capstan {

namespace {

using std::chrono::milliseconds;
template <typename T>
using Pointer = c10::intrusive_ptr<T>;

// What a settled promise holds, made on the JavaScript thread.
using Answer = std::function<napi_value(napi_env)>;

struct Letter {
  napi_deferred deferred;
  Answer answer;
  std::exception_ptr failure;
};

// The way from any thread to the JavaScript thread. It outlives its environment: letters to a dead one are dropped.
struct Mailbox {
  std::mutex lock;
  napi_threadsafe_function function = nullptr;
  size_t pending = 0; // promises not yet settled; the process stays alive for them
};

struct Reduction {
  std::shared_ptr<c10d::Reducer> reducer;
  int64_t group;
};

// What JavaScript names by number. Leaked at exit on purpose: a group's destructor waits for its peers.
struct World {
  std::unordered_map<int64_t, Pointer<c10d::Store>> stores;
  std::unordered_map<int64_t, Pointer<c10d::ProcessGroup>> groups;
  std::unordered_map<int64_t, Reduction> reducers;
  int64_t next = 1;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
};

World& world() {
  static thread_local World* instance = new World();
  return *instance;
}

template <typename Table>
auto& find(Table& table, int64_t id, const char* what) {
  auto entry = table.find(id);
  TORCH_CHECK_WITH(DistError, entry != table.end(), "the ", what, " was closed");
  return entry->second;
}

void deliver(napi_env env, napi_value, void* context, void* data) {
  std::unique_ptr<Letter> letter(static_cast<Letter*>(data));
  if (!env) return;
  auto* mailbox = static_cast<Mailbox*>(context);
  if (--mailbox->pending == 0) napi_unref_threadsafe_function(env, mailbox->function);
  napi_value value = nullptr;
  try {
    if (letter->failure) std::rethrow_exception(letter->failure);
    if (letter->answer)
      value = letter->answer(env);
    else
      check(env, napi_get_undefined(env, &value));
    napi_resolve_deferred(env, letter->deferred, value);
  } catch (...) {
    throwCurrent(env);
    napi_get_and_clear_last_exception(env, &value);
    napi_reject_deferred(env, letter->deferred, value);
  }
}

void close(napi_env, void* data, void*) {
  auto* owner = static_cast<std::shared_ptr<Mailbox>*>(data);
  {
    std::lock_guard<std::mutex> guard((*owner)->lock);
    (*owner)->function = nullptr;
  }
  delete owner;
}

// The far end of a promise; settled once, from any thread.
struct Promise {
  napi_deferred deferred;
  std::shared_ptr<Mailbox> mailbox;
  void settle(Answer answer, std::exception_ptr failure = nullptr) const {
    std::lock_guard<std::mutex> guard(mailbox->lock);
    if (!mailbox->function) return;
    auto* letter = new Letter{deferred, std::move(answer), std::move(failure)};
    if (napi_call_threadsafe_function(mailbox->function, letter, napi_tsfn_nonblocking) != napi_ok) delete letter;
  }
};

Promise promise(napi_env env, napi_value* result) {
  auto& mailbox = world().mailbox;
  if (!mailbox->function) {
    napi_threadsafe_function function;
    auto* owner = new std::shared_ptr<Mailbox>(mailbox);
    check(env, napi_create_threadsafe_function(env, nullptr, nullptr, string(env, "torch.distributed"), 0, 1, owner,
                                               close, mailbox.get(), deliver, &function));
    std::lock_guard<std::mutex> guard(mailbox->lock);
    mailbox->function = function;
  } else if (mailbox->pending == 0) {
    check(env, napi_ref_threadsafe_function(env, mailbox->function));
  }
  napi_deferred deferred;
  check(env, napi_create_promise(env, &deferred, result));
  mailbox->pending++;
  return {deferred, mailbox};
}

// Runs what blocks on a thread of its own and gives a promise of its answer.
napi_value background(napi_env env, std::function<Answer()> body) {
  napi_value result;
  Promise settled = promise(env, &result);
  std::thread([settled, body = std::move(body)]() mutable {
    Answer answer;
    std::exception_ptr failure;
    try {
      answer = body();
    } catch (...) {
      failure = std::current_exception();
    }
    body = nullptr; // what it captured is let go before JavaScript goes on
    settled.settle(std::move(answer), std::move(failure));
  }).detach();
  return result;
}

Answer answerNumber(double value) {
  return [value](napi_env env) { return number(env, value); };
}

std::vector<std::string> strings(napi_env env, napi_value array) {
  uint32_t count = 0;
  check(env, napi_get_array_length(env, array, &count));
  std::vector<std::string> result(count);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    size_t length = 0;
    check(env, napi_get_element(env, array, i, &element));
    check(env, napi_get_value_string_utf8(env, element, nullptr, 0, &length));
    result[i].resize(length);
    napi_get_value_string_utf8(env, element, result[i].data(), length + 1, &length);
  }
  return result;
}

std::vector<uint8_t> bytes(napi_env env, napi_value array) {
  void* data = nullptr;
  size_t length = 0;
  check(env, napi_get_buffer_info(env, array, &data, &length));
  auto* begin = static_cast<uint8_t*>(data);
  return std::vector<uint8_t>(begin, begin + length);
}

Answer answerBytes(std::vector<uint8_t> value) {
  return [value = std::move(value)](napi_env env) {
    napi_value result;
    check(env, napi_create_buffer_copy(env, value.size(), value.data(), nullptr, &result));
    return result;
  };
}

// storeOpen(host, port, server, workers or 0, timeout in ms) → promise of the store's number. Port 0: any free one.
napi_value StoreOpen(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    std::string host = arguments.string(0);
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(arguments.integer(1));
    options.isServer = arguments.boolean(2);
    if (int64_t workers = arguments.integer(3)) options.numWorkers = static_cast<size_t>(workers);
    options.waitWorkers = false; // who is missing is found by name, not by count
    options.timeout = milliseconds(arguments.integer(4));
    options.multiTenant = true;
    int64_t id = world().next++;
    World* here = &world();
    return background(env, [=]() -> Answer {
      Pointer<c10d::Store> store = c10::make_intrusive<c10d::TCPStore>(host, options);
      return [=](napi_env env) {
        here->stores.emplace(id, store);
        return number(env, static_cast<double>(id));
      };
    });
  });
}

napi_value StorePrefix(napi_env env, napi_callback_info info) { // storePrefix(prefix, store) → the new store's number
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto& inner = find(world().stores, arguments.integer(1), "store");
    int64_t id = world().next++;
    world().stores.emplace(id, c10::make_intrusive<c10d::PrefixStore>(arguments.string(0), inner));
    return number(env, static_cast<double>(id));
  });
}

napi_value StorePort(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto* store = dynamic_cast<c10d::TCPStore*>(find(world().stores, arguments.integer(0), "store").get());
    return number(env, store ? store->getPort() : 0);
  });
}

// storeClose(store): the connection ends with the last group or prefix that uses it.
napi_value StoreClose(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto entry = world().stores.find(arguments.integer(0));
    auto* dying = new Pointer<c10d::Store>();
    if (entry != world().stores.end()) {
      *dying = std::move(entry->second);
      world().stores.erase(entry);
    }
    return background(env, [dying]() -> Answer {
      delete dying;
      return nullptr;
    });
  });
}

// storeCall(store, operation, keys, value?, expected?, timeout?) → promise of its answer.
napi_value StoreCall(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto store = find(world().stores, arguments.integer(0), "store");
    std::string operation = arguments.string(1);
    std::vector<std::string> keys = strings(env, arguments.values[2]);
    TORCH_CHECK_VALUE(!keys.empty() || operation == "numKeys", "a store needs a key");
    if (operation == "set") {
      auto value = bytes(env, arguments.values[3]);
      return background(env, [=]() -> Answer {
        store->set(keys[0], value);
        return nullptr;
      });
    }
    if (operation == "compareSet") {
      auto value = bytes(env, arguments.values[3]), expected = bytes(env, arguments.values[4]);
      return background(env, [=] { return answerBytes(store->compareSet(keys[0], expected, value)); });
    }
    if (operation == "add") {
      int64_t amount = arguments.integer(3);
      return background(env, [=] { return answerNumber(static_cast<double>(store->add(keys[0], amount))); });
    }
    if (operation == "check" || operation == "deleteKey") {
      bool check = operation == "check";
      return background(env, [=]() -> Answer {
        bool result = check ? store->check(keys) : store->deleteKey(keys[0]);
        return [=](napi_env env) { return boolean(env, result); };
      });
    }
    if (operation == "numKeys")
      return background(env, [=] { return answerNumber(static_cast<double>(store->getNumKeys())); });
    TORCH_CHECK_VALUE(operation == "get" || operation == "wait", "no operation of a store: ", operation);
    bool get = operation == "get";
    milliseconds timeout(arguments.integer(5));
    return background(env, [=]() -> Answer {
      // One client answers one call at a time: wait on a connection of its own, so that others can set the key.
      auto waiting = store->check(keys) ? store : store->clone();
      waiting->wait(keys, timeout.count() < 0 ? waiting->getTimeout() : timeout);
      return get ? answerBytes(waiting->get(keys[0])) : nullptr;
    });
  });
}

// ProcessGroupNCCL lives in libtorch_cuda, which is loaded only where there is a GPU. Its header wants CUDA's and
// NCCL's, so its constructor is found by name and its members are given more room than they need.
Pointer<c10d::Backend> openNccl(const Pointer<c10d::Store>& store, int rank, int size, milliseconds timeout) {
  TORCH_CHECK_WITH(DistError, dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL),
                   "NCCL needs an engine with CUDA: ", dlerror());
  using MakeOptions = void (*)(void*, bool);
  using MakeGroup = void (*)(void*, Pointer<c10d::Store>, int, int, Pointer<c10d::Backend::Options>);
  auto makeOptions = reinterpret_cast<MakeOptions>(dlsym(RTLD_DEFAULT, "_ZN4c10d16ProcessGroupNCCL7OptionsC1Eb"));
  auto makeGroup = reinterpret_cast<MakeGroup>(
      dlsym(RTLD_DEFAULT, "_ZN4c10d16ProcessGroupNCCLC1EN3c1013intrusive_ptrINS_5StoreENS1_6detail34intrusive_target_"
                          "default_null_typeIS3_EEEEiiNS2_INS0_7OptionsENS5_IS8_EEEE"));
  TORCH_CHECK_WITH(DistError, makeOptions && makeGroup, "this libtorch_cuda has no NCCL");
  constexpr size_t room = 16384;
  void* memory = ::operator new(room);
  memset(memory, 0, room);
  makeOptions(memory, false);
  auto options = Pointer<c10d::Backend::Options>::unsafe_steal_from_new(static_cast<c10d::Backend::Options*>(memory));
  options->timeout = timeout;
  memory = ::operator new(room);
  memset(memory, 0, room);
  makeGroup(memory, store, rank, size, options);
  return Pointer<c10d::Backend>::unsafe_steal_from_new(static_cast<c10d::Backend*>(memory));
}

// groupOpen(store, backend, rank, size, within, timeout, name) → promise of the group's number. All ranks must come
// within that time; collectives then have the other. In milliseconds.
napi_value GroupOpen(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto store = find(world().stores, arguments.integer(0), "store");
    bool nccl = arguments.string(1) == "nccl";
    int rank = static_cast<int>(arguments.integer(2)), size = static_cast<int>(arguments.integer(3));
    milliseconds within(arguments.integer(4)), timeout(arguments.integer(5));
    std::string name = arguments.string(6);
    int64_t id = world().next++;
    World* here = &world();
    return background(env, [=]() -> Answer {
      // The same prefixes as Python's, so that ranks of both can meet.
      auto named = c10::make_intrusive<c10d::PrefixStore>(name + "/", store);
      auto own = c10::make_intrusive<c10d::PrefixStore>(nccl ? "cuda/" : "cpu/", named);
      own->setTimeout(within);
      auto group = c10::make_intrusive<c10d::ProcessGroup>(named, rank, size);
      auto type = nccl ? c10d::ProcessGroup::NCCL : c10d::ProcessGroup::GLOO;
      Pointer<c10d::Backend> backend;
      if (nccl)
        backend = openNccl(own, rank, size, timeout);
      else
        backend = c10::make_intrusive<c10d::ProcessGroupGloo>(own, rank, size,
                                                              c10d::ProcessGroupGloo::Options::create_default(within));
      if (!nccl) backend->setTimeout(timeout);
      group->setBackend(nccl ? c10::kCUDA : c10::kCPU, type, backend);
      if (!nccl) group->setBackend(c10::kCUDA, type, backend);
      group->setDefaultBackend(type);
      group->setGroupName(name);
      return [=](napi_env env) {
        here->groups.emplace(id, group);
        return number(env, static_cast<double>(id));
      };
    });
  });
}

// groupClose(group): its reducers go with it; work in flight is waited for on another thread.
napi_value GroupClose(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    int64_t id = arguments.integer(0);
    auto& reducers = world().reducers;
    for (auto entry = reducers.begin(); entry != reducers.end();)
      entry = entry->second.group == id ? reducers.erase(entry) : std::next(entry);
    auto* dying = new Pointer<c10d::ProcessGroup>(find(world().groups, id, "process group"));
    world().groups.erase(id);
    return background(env, [dying]() -> Answer {
      (*dying)->shutdown();
      delete dying;
      return nullptr;
    });
  });
}

Pointer<c10d::Work> begin(c10d::Backend& backend, const std::string& kind, c10d::ReduceOp op, int64_t peer, int tag,
                          milliseconds timeout, std::vector<at::Tensor>& in, std::vector<at::Tensor>& out) {
  std::vector<std::vector<at::Tensor>> many;
  if (kind == "allReduce") {
    c10d::AllreduceOptions options;
    options.reduceOp = op;
    options.timeout = timeout;
    return backend.allreduce(in, options);
  }
  if (kind == "broadcast") {
    c10d::BroadcastOptions options;
    options.rootRank = peer;
    options.timeout = timeout;
    return backend.broadcast(in, options);
  }
  if (kind == "reduce") {
    c10d::ReduceOptions options;
    options.reduceOp = op;
    options.rootRank = peer;
    options.timeout = timeout;
    return backend.reduce(in, options);
  }
  if (kind == "allGather") {
    c10d::AllgatherOptions options;
    options.timeout = timeout;
    many.push_back(out);
    return backend.allgather(many, in, options);
  }
  if (kind == "gather") {
    c10d::GatherOptions options;
    options.rootRank = peer;
    options.timeout = timeout;
    if (!out.empty()) many.push_back(out);
    return backend.gather(many, in, options);
  }
  if (kind == "scatter") {
    c10d::ScatterOptions options;
    options.rootRank = peer;
    options.timeout = timeout;
    if (!in.empty()) many.push_back(in);
    return backend.scatter(out, many, options);
  }
  if (kind == "reduceScatter") {
    c10d::ReduceScatterOptions options;
    options.reduceOp = op;
    options.timeout = timeout;
    many.push_back(in);
    return backend.reduce_scatter(out, many, options);
  }
  if (kind == "allToAll") {
    c10d::AllToAllOptions options;
    options.timeout = timeout;
    std::vector<int64_t> equal;
    return backend.alltoall_base(out.at(0), in.at(0), equal, equal, options);
  }
  if (kind == "barrier") {
    c10d::BarrierOptions options;
    options.timeout = timeout;
    return backend.barrier(options);
  }
  if (kind == "send") return backend.send(in, static_cast<int>(peer), tag);
  TORCH_CHECK_VALUE(kind == "recv", "no collective: ", kind);
  return peer < 0 ? backend.recvAnysource(out, tag) : backend.recv(out, static_cast<int>(peer), tag);
}

bool reduces(const std::string& kind) { return kind == "allReduce" || kind == "reduce" || kind == "reduceScatter"; }

// Gloo knows the dtypes that it can add. What is only moved goes as bytes where it is another.
at::Tensor carrier(const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
    case at::kDouble:
    case at::kHalf:
    case at::kBFloat16:
    case at::kLong:
    case at::kInt:
    case at::kChar:
    case at::kByte:
    case at::kBool:
      return tensor;
    default:
      return tensor.detach().view(-1).view(at::kByte);
  }
}

// collective(group, kind, reduce op, peer, tag, timeout in ms or -1, inputs, outputs): cells hold the inputs and the
// outputs. Started before it returns; the promise settles when it is done, with the sender's rank for a recv.
napi_value Collective(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto group = find(world().groups, arguments.integer(0), "process group");
    std::string kind = arguments.string(1);
    auto op = c10d::ReduceOp(static_cast<c10d::ReduceOp::RedOpType>(arguments.integer(2)));
    int64_t peer = arguments.integer(3);
    int tag = static_cast<int>(arguments.integer(4));
    milliseconds timeout(arguments.integer(5));
    size_t inputs = static_cast<size_t>(arguments.integer(6)), outputs = static_cast<size_t>(arguments.integer(7));
    std::vector<at::Tensor> in = engine->tensors(0, inputs), out = engine->tensors(inputs, outputs);
    auto backend = !in.empty()    ? group->getBackend(in[0].device().type())
                   : !out.empty() ? group->getBackend(out[0].device().type())
                                  : group->getDefaultBackend();
    bool point = kind == "send" || kind == "recv";
    if (!reduces(kind) && !point) {
      for (auto& tensor : in) tensor = carrier(tensor);
      for (auto& tensor : out) tensor = carrier(tensor);
    }
    auto work = begin(*backend, kind, op, peer, tag, timeout, in, out);
    if (backend->getBackendName() != c10d::ProcessGroup::backendTypeToString(c10d::ProcessGroup::GLOO)) {
      if (kind == "barrier") // blocks: off this thread
        return background(env, [work]() -> Answer {
          work->wait();
          return nullptr;
        });
      work->wait(); // a GPU's stream waits for it; this thread does not
      napi_value result;
      promise(env, &result).settle(point ? answerNumber(static_cast<double>(peer)) : nullptr);
      return result;
    }
    if (point || kind == "reduceScatter") // nobody calls back
      return background(env, [=]() -> Answer {
        work->wait(timeout.count() < 0 ? kNoTimeout : timeout);
        return kind == "recv" ? answerNumber(work->sourceRank()) : nullptr;
      });
    auto future = work->getFuture();
    napi_value result;
    Promise settled = promise(env, &result);
    future->addCallback([settled, work](c10::ivalue::Future& future) {
      settled.settle(nullptr, future.hasError() ? future.exception_ptr() : nullptr);
    });
    return result;
  });
}

// monitoredBarrier(group, timeout in ms): rank 0's error names the ranks that did not come.
napi_value MonitoredBarrier(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto backend = find(world().groups, arguments.integer(0), "process group")->getDefaultBackend();
    c10d::BarrierOptions options;
    options.timeout = milliseconds(arguments.integer(1));
    return background(env, [=]() -> Answer {
      backend->monitoredBarrier(options, true);
      return nullptr;
    });
  });
}

constexpr size_t kBroadcastBytes = size_t(250) << 20; // as much as Python's DDP sends at once

// syncModel(group, parameters, all, root) → promise: compares the first tensors of the cells across the ranks, then
// broadcasts all of them.
napi_value SyncModel(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto group = find(world().groups, arguments.integer(0), "process group");
    size_t parameters = static_cast<size_t>(arguments.integer(1)), all = static_cast<size_t>(arguments.integer(2));
    int root = static_cast<int>(arguments.integer(3));
    std::vector<at::Tensor> tensors = engine->tensors(0, all);
    return background(env, [=]() -> Answer {
      c10::AutoGradMode off(false);
      std::vector<at::Tensor> compared(tensors.begin(), tensors.begin() + static_cast<std::ptrdiff_t>(parameters));
      c10d::verify_params_across_processes(group, compared, std::nullopt);
      std::vector<at::Tensor> detached;
      for (auto& tensor : tensors) detached.push_back(tensor.detach());
      if (!detached.empty()) c10d::broadcast_coalesced(group, detached, kBroadcastBytes, root);
      return nullptr;
    });
  });
}

// syncBuffers(group, count, root): broadcasts the tensors in the cells and waits: a forward is synchronous.
napi_value SyncBuffers(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto& group = find(world().groups, arguments.integer(0), "process group");
    c10::AutoGradMode off(false);
    c10d::broadcast_coalesced(group, engine->tensors(0, static_cast<size_t>(arguments.integer(1))), kBroadcastBytes,
                              static_cast<int>(arguments.integer(2)));
    return nullptr;
  });
}

// sumNow(group): sums the tensor in the cells over the ranks, in place, and waits: a forward and its backward are synchronous.
napi_value SumNow(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto& group = find(world().groups, arguments.integer(0), "process group");
    c10::AutoGradMode off(false);
    std::vector<at::Tensor> list{engine->tensors(0, 1)[0].detach()};
    group->getBackend(list[0].device().type())->allreduce(list, c10d::AllreduceOptions())->wait();
    return nullptr;
  });
}

// Later versions take one argument more.
template <typename Reducer, typename... Args>
std::shared_ptr<Reducer> makeReducer(Args... args) {
  if constexpr (std::is_constructible_v<Reducer, Args..., std::vector<int64_t>>)
    return std::make_shared<Reducer>(args..., std::vector<int64_t>());
  else
    return std::make_shared<Reducer>(args...);
}

// reducerOpen(group, names, sparse, find unused, gradients are views, bucket bytes, first bucket's bytes) → the
// reducer's number; cells hold the parameters, `sparse` lists those with sparse gradients by name.
napi_value ReducerOpen(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    int64_t groupId = arguments.integer(0);
    auto& group = find(world().groups, groupId, "process group");
    std::vector<std::string> names = strings(env, arguments.values[1]);
    std::vector<std::string> sparseNames = strings(env, arguments.values[2]);
    bool findUnused = arguments.boolean(3), views = arguments.boolean(4);
    int64_t bytes = arguments.integer(5), firstBytes = arguments.integer(6);
    std::vector<at::Tensor> parameters = engine->tensors(0, names.size());
    std::vector<bool> sparse(names.size());
    std::unordered_map<size_t, std::string> byIndex;
    for (size_t i = 0; i < names.size(); i++) {
      byIndex[i] = names[i];
      sparse[i] = std::find(sparseNames.begin(), sparseNames.end(), names[i]) != sparseNames.end();
    }
    // As in Python: one bucket where they are rebuilt in the order of the first backward, the real sizes otherwise.
    std::vector<size_t> limits = {static_cast<size_t>(firstBytes), static_cast<size_t>(bytes)};
    if (!findUnused) limits = {static_cast<size_t>(std::numeric_limits<int64_t>::max())};
    auto buckets = std::get<0>(c10d::compute_bucket_assignment_by_size(parameters, limits, sparse));
    std::reverse(buckets.begin(), buckets.end()); // backward reaches the last parameters first
    auto reducer = makeReducer<c10d::Reducer>(parameters, buckets, group, sparse, bytes, findUnused, views, byIndex,
                                              firstBytes, false, false);
    int64_t id = world().next++;
    world().reducers.emplace(id, Reduction{reducer, groupId});
    return number(env, static_cast<double>(id));
  });
}

// reducerForward(reducer, synchronize): before a forward with gradients. After the first backward it rebuilds the
// buckets, which asks rank 0 for their order.
napi_value ReducerForward(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto reducer = find(world().reducers, arguments.integer(0), "reducer").reducer;
    if (arguments.boolean(1)) reducer->prepare_for_forward();
    reducer->rebuild_buckets();
    return nullptr;
  });
}

// reducerBackward(reducer, count): after a forward whose backward will reduce; cells hold the outputs, from which
// unused parameters are searched.
napi_value ReducerBackward(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto reducer = find(world().reducers, arguments.integer(0), "reducer").reducer;
    reducer->prepare_for_backward(engine->tensors(0, static_cast<size_t>(arguments.integer(1))));
    return nullptr;
  });
}

napi_value ReducerClose(napi_env env, napi_callback_info info) { // reducerClose(reducer): its hooks leave the parameters
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    world().reducers.erase(arguments.integer(0));
    return nullptr;
  });
}

} // namespace

void registerDistributed(napi_env env, napi_value exports) {
  define(env, exports,
         {{"storeOpen", StoreOpen},
          {"storePrefix", StorePrefix},
          {"storePort", StorePort},
          {"storeClose", StoreClose},
          {"storeCall", StoreCall},
          {"groupOpen", GroupOpen},
          {"groupClose", GroupClose},
          {"collective", Collective},
          {"monitoredBarrier", MonitoredBarrier},
          {"syncModel", SyncModel},
          {"syncBuffers", SyncBuffers},
          {"sumNow", SumNow},
          {"reducerOpen", ReducerOpen},
          {"reducerForward", ReducerForward},
          {"reducerBackward", ReducerBackward},
          {"reducerClose", ReducerClose}});
}

} // namespace capstan
