// How long OpenMP's idle threads spin before they sleep, while other programs want the cores too.
//
// libgomp reads GOMP_SPINCOUNT once. At 10,000 turns small operators are as fast as they can be on quiet cores; beside
// other programs a spinning thread holds the core that the thread it waits for should have, and 100 turns are several
// times faster (bench/LOG.md). libgomp spins 100 turns by itself while it manages more threads than there are cores. So
// while this process waits for cores, a thread of its own keeps a team of idle ones, which sleep; without it the team ends.
#include "engine.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <thread>

#ifdef __linux__
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#endif

namespace capstan {

std::atomic<bool> calling{true}; // an operator was called since the watch looked last; true also where nobody watches

#ifdef __linux__

namespace {

// libgomp's own, wherever PyTorch brought it from: absent where OpenMP is another's.
using Parallel = void (*)(void (*)(void*), void*, unsigned, unsigned);
using Count = int (*)();

struct Team { // idle threads, one more than cores
  Parallel parallel;
  unsigned size;
  std::thread holder;
  std::mutex lock;
  std::condition_variable change;
  bool there = false, wanted = false;

  void hold() {
    if (holder.joinable()) return;
    wanted = true;
    holder = std::thread([this] {
      pthread_setname_np(pthread_self(), "capstan-idle");
      parallel([](void*) {}, nullptr, size, 0);
      std::unique_lock<std::mutex> guard(lock);
      there = true;
      change.notify_all();
      change.wait(guard, [this] { return !wanted; });
    });
    std::unique_lock<std::mutex> guard(lock);
    change.wait(guard, [this] { return there; });
  }
  void drop() { // libgomp ends a thread's team with the thread
    if (!holder.joinable()) return;
    {
      std::lock_guard<std::mutex> guard(lock);
      wanted = there = false;
    }
    change.notify_all();
    holder.join();
  }
};

struct Delay {
  int64_t ran = 0, waited = 0; // nanoseconds
};

// The first bytes of a file under /proc/self/task, or none where the thread ended.
bool readTask(int id, const char* name, char* text, size_t size) {
  snprintf(text, size, "/proc/self/task/%d/%s", id, name);
  int file = open(text, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t length = read(file, text, size - 1);
  close(file);
  text[std::max<ssize_t>(length, 0)] = '\0';
  return length > 0;
}

// What the scheduler has counted of each thread of this process, but for those that collect garbage, compile and read files
// behind: they wait for the cores that we spin on, on the quietest machine.
std::unordered_map<int, Delay> delays() {
  std::unordered_map<int, Delay> result;
  DIR* tasks = opendir("/proc/self/task");
  if (!tasks) return result;
  while (dirent* entry = readdir(tasks)) {
    int id = atoi(entry->d_name);
    if (id <= 0) continue;
    char text[96];
    if (!readTask(id, "comm", text, sizeof text) || strstr(text, "V8Worker") || strstr(text, "libuv")) continue;
    if (!readTask(id, "schedstat", text, sizeof text)) continue;
    long long ran = 0, waited = 0;
    if (sscanf(text, "%lld %lld", &ran, &waited) == 2) result[id] = {ran, waited};
  }
  closedir(tasks);
  return result;
}

// What is made of one look after the other: whether threads sleep at once from now on, or spin.
//
// Threads that sleep wait at each of their wakings, of which there are thousands, so that they seem to be crowded for as long as
// they sleep (0.35 of their time, where spinning threads waited for 0.09 and took half as long): only spinning tells. They try it
// for three looks, after two seconds and then twice as long each time, to sixteen; one look of much waiting ends it.
class Judge {
 public:
  bool sleeps() const { return way == Way::sleeps; }

  bool look(double share) { // the part of their time that threads waited; true where the way changes
    looks++;
    if (way == Way::sleeps) {
      quiet = share < kQuiet ? quiet + 1 : 0;
      return (quiet >= kLasting || looks >= patience) && go(Way::tries);
    }
    if (way == Way::tries) {
      sum += share;
      if (share <= 2 * kCrowded && looks < kTry) return false;
      if (share <= 2 * kCrowded && sum <= kTry * kCrowded) return go(Way::spins);
      patience = std::min(2 * patience, kLongest);
      return go(Way::sleeps);
    }
    crowded = share > kCrowded ? crowded + 1 : 0;
    if (looks == kLongest) patience = kFirst; // it has been quiet for long
    return crowded >= kAtOnce && go(Way::sleeps);
  }

 private:
  static constexpr double kCrowded = 0.15, kQuiet = 0.05; // of the time that threads could have run, they waited
  // Looks, a tenth of a second each. One alone says little: V8 compiles beside the first steps, a collection beside others.
  static constexpr int kAtOnce = 5, kLasting = 5, kTry = 3, kFirst = 20, kLongest = 160;
  enum class Way { spins, sleeps, tries };

  bool go(Way next) {
    way = next;
    looks = quiet = crowded = 0;
    sum = 0;
    return true;
  }

  Way way = Way::spins;
  int looks = 0, quiet = 0, crowded = 0, patience = kFirst;
  double sum = 0; // of what was seen while trying
};

class Watch {
 public:
  Watch(Parallel parallel, unsigned cores) : team{parallel, cores + 1} {}

  void run() {
    pthread_setname_np(pthread_self(), "capstan-cores");
    auto before = delays();
    for (int idle = 0;;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      idle = calling.exchange(false) ? 0 : idle + 1;
      if (idle > 10) { // nothing is computed: sleep until something is
        std::unique_lock<std::mutex> guard(lock);
        asleep = true;
        change.wait(guard, [] { return calling.load(); });
        asleep = false;
        idle = 0;
        before = delays();
        continue;
      }
      auto now = delays();
      Delay sum;
      for (auto& [id, delay] : now) {
        auto found = before.find(id);
        Delay since = found == before.end() ? Delay() : found->second;
        sum.ran += delay.ran - since.ran;
        sum.waited += delay.waited - since.waited;
      }
      if (sum.ran + sum.waited < 20'000'000) continue; // too little to tell; it adds up
      double share = double(sum.waited) / double(sum.ran + sum.waited);
      last.store(share);
      if (decide(share)) now = delays(); // what was before does not count
      before = std::move(now);
    }
  }

  void wake() {
    std::lock_guard<std::mutex> guard(lock);
    calling.store(true);
    if (asleep) change.notify_all();
  }

  bool decide(double share) {
    std::lock_guard<std::mutex> guard(deciding);
    if (forced || !judge.look(share)) return false;
    judge.sleeps() ? team.hold() : team.drop();
    return true;
  }

  void force(bool crowded) {
    std::lock_guard<std::mutex> guard(deciding);
    forced = true;
    crowded ? team.hold() : team.drop();
  }

  bool holds() {
    std::lock_guard<std::mutex> guard(deciding);
    return team.holder.joinable();
  }

  std::atomic<double> last{0};

 private:
  Judge judge;
  Team team;
  std::mutex lock, deciding;
  std::condition_variable change;
  bool asleep = false, forced = false;
};

Watch* watch = nullptr; // never destroyed: its thread runs until the process ends

void start() {
  auto parallel = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
  auto cores = reinterpret_cast<Count>(dlsym(RTLD_DEFAULT, "omp_get_num_procs"));
  if (!parallel || !cores || delays().empty()) return;
  Dl_info self;
  // The addon stays where it is, even when the last thread of JavaScript that loaded it ends.
  if (!dladdr(reinterpret_cast<void*>(&start), &self) || !dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE)) return;
  watch = new Watch(parallel, static_cast<unsigned>(cores()));
  std::thread([] { watch->run(); }).detach();
}

} // namespace

void noteCalling() {
  if (watch) watch->wake();
}

namespace {

napi_value WatchCores(napi_env env, napi_callback_info) { // once in a process, where libgomp spins as this package asked
  return guard(env, [&]() -> napi_value {
    static std::once_flag once;
    std::call_once(once, start);
    return nullptr;
  });
}

// judge(count): the shares in the cells become 1 where threads sleep after that look, else 0.
napi_value Judged(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    int64_t count = arguments.integer(0);
    TORCH_CHECK_VALUE(count >= 0 && count <= static_cast<int64_t>(engine->capacity), "there are not ", count, " cells");
    Judge judge;
    for (int64_t i = 0; i < count; i++) {
      judge.look(engine->cells[i]);
      engine->cells[i] = judge.sleeps();
    }
    return nullptr;
  });
}

// crowded(choice?) → whether idle threads sleep at once; a choice is for good. Cells: the share of its time that it waited.
napi_value Crowded(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    TORCH_CHECK_NOT_IMPLEMENTED(watch || !arguments.given(0), "the cores are not watched here");
    if (arguments.given(0)) watch->force(arguments.boolean(0));
    engine->cells[0] = watch ? watch->last.load() : 0;
    return boolean(env, watch && watch->holds());
  });
}

} // namespace

#else

void noteCalling() {}

namespace {

napi_value WatchCores(napi_env, napi_callback_info) { return nullptr; }
napi_value Crowded(napi_env env, napi_callback_info) { return boolean(env, false); }
napi_value Judged(napi_env, napi_callback_info) { return nullptr; }

} // namespace

#endif

void registerCores(napi_env env, napi_value exports) {
  define(env, exports, {{"watchCores", WatchCores}, {"crowded", Crowded}, {"judge", Judged}});
}

} // namespace capstan
