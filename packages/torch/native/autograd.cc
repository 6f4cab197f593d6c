// Autograd: backward and grad, gradients of leaves, hooks and custom functions whose bodies are JavaScript.
//
// JavaScript runs on its own thread only, so backward runs on the caller's thread on every device: PyTorch would give
// accelerators threads of their own, on which a hook could not be called. Their work is queued either way.
#include "engine.h"

#include <c10/core/AutogradState.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <thread>

namespace capstan {

namespace {

using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

struct HandleScope {
  explicit HandleScope(napi_env env) : env(env) { check(env, napi_open_handle_scope(env, &scope)); }
  ~HandleScope() { napi_close_handle_scope(env, scope); }
  HandleScope(const HandleScope&) = delete;
  napi_env env;
  napi_handle_scope scope;
};

// A JavaScript function that the graph calls; let go on the JavaScript thread, whoever drops it. A strong reference would
// close a circle that no collector sees, from the function to a tensor it names, to the graph that calls it. So it is weak
// where the tensors of the graph hold the function in JavaScript (src/autograd/held.ts). A late one belongs to a tensor that
// others were computed from before, which do not hold it: it is strong until a backward that gives the graph up has run.
struct Callback : std::enable_shared_from_this<Callback> {
  Callback(napi_env env, napi_value function, bool strong)
      : strong(strong), late(strong), orphans(engine->orphans) {
    check(env, napi_create_reference(env, function, strong ? 1 : 0, &ref));
  }
  ~Callback() { orphans->add(ref); }
  Callback(const Callback&) = delete;

  void hold() {
    uint32_t count;
    if (!strong) check(engine->env, napi_reference_ref(engine->env, ref, &count));
    strong = true;
    late = false;
  }
  void weaken() {
    uint32_t count;
    if (late) napi_reference_unref(engine->env, ref, &count); // no check: runs while another error passes
    strong = late = false;
  }

  // Calls it with tensors in the cells (count, then handles; then saved likewise); reads as many back.
  variable_list operator()(const variable_list& tensors, const variable_list& saved = {});

  bool strong, late;
  const std::thread::id home = std::this_thread::get_id();
  std::shared_ptr<Orphans> orphans;
  napi_ref ref;
};

// A backward that runs on this thread, and the late callbacks that it called and has no more use for.
struct Run {
  explicit Run(bool retain) : retain(retain), outer(current) { current = this; }
  ~Run() {
    current = outer;
    for (auto& callback : called) callback->weaken();
  }
  bool retain;
  Run* outer;
  std::vector<std::shared_ptr<Callback>> called;
  static thread_local Run* current;
};
thread_local Run* Run::current = nullptr;

variable_list Callback::operator()(const variable_list& tensors, const variable_list& saved) {
  TORCH_CHECK(std::this_thread::get_id() == home, "a JavaScript hook was reached from a thread that is not its own");
  napi_env env = engine->env;
  HandleScope scope(env);
  napi_value function = nullptr;
  check(env, napi_get_reference_value(env, ref, &function));
  TORCH_CHECK(function, "a hook was collected with its tensor after the first backward: give that one retainGraph: true");
  if (late && Run::current && !Run::current->retain) Run::current->called.push_back(shared_from_this());
  engine->reserve(tensors.size() + saved.size() + 2);
  double* out = engine->cells;
  *out++ = static_cast<double>(tensors.size());
  for (auto& tensor : tensors) *out++ = engine->keep(tensor);
  *out++ = static_cast<double>(saved.size());
  for (auto& tensor : saved) *out++ = engine->keep(tensor);
  callJavaScript(env, ref, 0, nullptr);
  size_t count = static_cast<size_t>(engine->cells[0]);
  variable_list results;
  for (size_t i = 0; i < count; i++) {
    Handle handle = static_cast<Handle>(engine->cells[1 + i]);
    results.push_back(handle ? engine->tensor(handle) : at::Tensor());
    engine->release(handle); // made for us
  }
  return results;
}

// The numbers by which JavaScript names callbacks that it does not own.
struct Names {
  double add(const std::shared_ptr<Callback>& callback) {
    if (table.size() >= limit) {
      for (auto entry = table.begin(); entry != table.end();) entry = entry->second.expired() ? table.erase(entry) : ++entry;
      limit = std::max<size_t>(1024, 2 * table.size());
    }
    table.emplace(++last, callback);
    return static_cast<double>(last);
  }
  std::unordered_map<int64_t, std::weak_ptr<Callback>> table;
  int64_t last = 0;
  size_t limit = 1024;
};
thread_local Names names;

// Whether the graph behind the tensor is reached from this tensor alone: what is computed from it later is known to
// JavaScript, what was before is not.
bool unshared(const at::Tensor& tensor) {
  if (tensor.use_count() != 1) return false;
  if (tensor.is_leaf()) return !torch::autograd::impl::try_get_grad_accumulator(tensor);
  return tensor.grad_fn().use_count() == 1;
}

// A node whose backward is JavaScript (custom functions).
struct JavaScriptNode : Node {
  std::shared_ptr<Callback> callback;
  std::vector<SavedVariable> saved;
  std::string label;

  variable_list apply(variable_list&& gradients) override {
    variable_list unpacked;
    for (auto& variable : saved) unpacked.push_back(variable.unpack(shared_from_this()));
    variable_list results = (*callback)(gradients, unpacked);
    TORCH_CHECK_VALUE(results.size() == num_outputs(), label, ": backward must return one gradient for each of the ",
                      num_outputs(), " inputs, returned ", results.size());
    return results;
  }
  void release_variables() override {
    for (auto& variable : saved) variable.reset_data();
  }
  std::string name() const override { return label; }
};

struct PostAccumulate final : torch::autograd::PostAccumulateGradHook {
  std::shared_ptr<Callback> callback;
  void operator()(const at::Tensor& tensor) override { (*callback)({tensor}); }
};

// Handles in cells[from…] where 0 stands for a gradient that is not given.
variable_list optionalTensors(size_t from, size_t count) {
  variable_list result;
  for (size_t i = 0; i < count; i++) {
    Handle handle = static_cast<Handle>(engine->cells[from + i]);
    result.push_back(handle ? engine->tensor(handle) : at::Tensor());
  }
  return result;
}

// backward(roots, inputs, retain, create): cells hold the roots, their gradients, the inputs.
napi_value Backward(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t roots = static_cast<size_t>(arguments.integer(0)), inputs = static_cast<size_t>(arguments.integer(1));
    variable_list outputs = engine->tensors(0, roots);
    variable_list gradients = optionalTensors(roots, roots);
    variable_list leaves = engine->tensors(2 * roots, inputs);
    bool retain = arguments.boolean(2), create = arguments.boolean(3);
    Run run(retain);
    torch::autograd::backward(outputs, gradients, retain, create, leaves);
    return nullptr;
  });
}

// grad(roots, inputs, retain, create, allowUnused): the same cells; the inputs' gradients replace them, 0 for none.
napi_value Grad(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t roots = static_cast<size_t>(arguments.integer(0)), inputs = static_cast<size_t>(arguments.integer(1));
    variable_list outputs = engine->tensors(0, roots);
    variable_list gradients = optionalTensors(roots, roots);
    variable_list wanted = engine->tensors(2 * roots, inputs);
    bool retain = arguments.boolean(2), create = arguments.boolean(3), unused = arguments.boolean(4);
    Run run(retain);
    variable_list results = torch::autograd::grad(outputs, wanted, gradients, retain, create, unused);
    for (size_t i = 0; i < results.size(); i++) engine->cells[i] = engine->keep(results[i]);
    return nullptr;
  });
}

napi_value SetRequiresGrad(napi_env env, napi_callback_info info) { // setRequiresGrad(handle, value)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::Tensor& tensor = arguments.tensor(0);
    bool value = arguments.boolean(1);
    TORCH_CHECK(tensor.is_leaf() || value,
                "only a leaf can stop requiring grad; detach() gives a tensor that does not");
    tensor.set_requires_grad(value);
    return nullptr;
  });
}

napi_value SetGradient(napi_env env, napi_callback_info info) { // setGradient(handle, gradient or 0)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Handle gradient = static_cast<Handle>(arguments.integer(1));
    at::Tensor& tensor = arguments.tensor(0);
    if (!gradient) {
      tensor.mutable_grad() = at::Tensor();
      return nullptr;
    }
    at::Tensor& value = engine->tensor(gradient);
    TORCH_CHECK_VALUE(!value.is_same(tensor), "a tensor cannot be its own gradient");
    TORCH_CHECK_VALUE(value.sizes() == tensor.sizes() && value.scalar_type() == tensor.scalar_type() &&
                          value.device() == tensor.device(),
                      "a gradient must have its tensor's shape, dtype and device: expected ", tensor.sizes(), " ",
                      tensor.scalar_type(), ", received ", value.sizes(), " ", value.scalar_type());
    tensor.mutable_grad() = value;
    return nullptr;
  });
}

// gradients(count): replaces the handles in the cells by those of their gradients, 0 where there is none.
napi_value Gradients(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t count = static_cast<size_t>(arguments.integer(0));
    TORCH_CHECK_VALUE(count <= engine->capacity, "more handles than the command buffer holds");
    for (size_t i = 0; i < count; i++) {
      at::Tensor gradient = engine->tensor(static_cast<Handle>(engine->cells[i])).grad();
      engine->cells[i] = engine->keep(std::move(gradient));
    }
    return nullptr;
  });
}

// zeroGradients(count, drop): drops the gradients of the handles in the cells, or fills them with zeros.
napi_value ZeroGradients(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t count = static_cast<size_t>(arguments.integer(0));
    TORCH_CHECK_VALUE(count <= engine->capacity, "more handles than the command buffer holds");
    bool drop = arguments.boolean(1);
    for (size_t i = 0; i < count; i++) {
      at::Tensor& gradient = engine->tensor(static_cast<Handle>(engine->cells[i])).mutable_grad();
      if (!gradient.defined()) continue;
      if (drop)
        gradient.reset();
      else
        gradient.detach_().zero_();
    }
    return nullptr;
  });
}

napi_value GradientFunction(napi_env env, napi_callback_info info) { // gradientFunction(handle) → "AddBackward0" or ""
  return guard(env, [&] {
    Arguments arguments(env, info);
    auto function = arguments.tensor(0).grad_fn();
    return string(env, function ? function->name() : "");
  });
}

napi_value RetainGradient(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    arguments.tensor(0).retain_grad();
    return nullptr;
  });
}

// addHook(handle, function) → the hook's number: sees the gradient, may return another. Cell 0: the callback's number, for
// JavaScript to hold the function with the tensor.
napi_value AddHook(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    bool weak = unshared(arguments.tensor(0));
    auto callback = std::make_shared<Callback>(env, arguments.values[1], !weak);
    unsigned position = arguments.tensor(0).register_hook([callback](const at::Tensor& gradient) -> at::Tensor {
      variable_list result = (*callback)({gradient});
      return result.empty() || !result[0].defined() ? gradient : result[0];
    });
    engine->cells[0] = names.add(callback);
    return number(env, position);
  });
}

napi_value RemoveHook(napi_env env, napi_callback_info info) { // removeHook(handle, number)
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    arguments.tensor(0).remove_hook(static_cast<unsigned>(arguments.integer(1)));
    return nullptr;
  });
}

// holdCallback(number): the engine itself holds the function from now on.
napi_value HoldCallback(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    auto found = names.table.find(arguments.integer(0));
    if (found == names.table.end()) return nullptr;
    if (auto callback = found->second.lock()) callback->hold();
    return nullptr;
  });
}

// setPostAccumulateHook(leaf, function): called after the leaf's gradient was added to; null takes it away. Cell 0 as
// in addHook.
napi_value SetPostAccumulateHook(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::Tensor& tensor = arguments.tensor(0);
    TORCH_CHECK_VALUE(tensor.requires_grad() && tensor.is_leaf(), "a post-accumulate hook needs a leaf that requires grad");
    std::unique_ptr<PostAccumulate> hook;
    engine->cells[0] = 0;
    if (arguments.given(1)) {
      bool weak = unshared(tensor);
      hook = std::make_unique<PostAccumulate>();
      hook->callback = std::make_shared<Callback>(env, arguments.values[1], !weak);
      engine->cells[0] = names.add(hook->callback);
    }
    torch::autograd::impl::set_post_acc_grad_hooks(tensor, std::move(hook));
    return nullptr;
  });
}

// attach(name, backward, inputs, outputs, saved) → the callback's number, which JavaScript holds with the outputs, or 0
// where nothing is recorded: makes the outputs of a custom function depend on its inputs.
// Cells: the inputs (0 for what is no tensor), the outputs, whether each is differentiable, the saved tensors.
napi_value Attach(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t inputs = static_cast<size_t>(arguments.integer(2)), outputs = static_cast<size_t>(arguments.integer(3)),
           saved = static_cast<size_t>(arguments.integer(4));
    variable_list from = optionalTensors(0, inputs);
    variable_list to = engine->tensors(inputs, outputs);
    variable_list kept = engine->tensors(inputs + 2 * outputs, saved);
    if (!torch::autograd::GradMode::is_enabled() || !torch::autograd::any_variable_requires_grad(from)) return number(env, 0);
    auto node = std::shared_ptr<JavaScriptNode>(new JavaScriptNode(), torch::autograd::deleteNode);
    node->label = arguments.string(0);
    node->callback = std::make_shared<Callback>(env, arguments.values[1], false);
    node->set_next_edges(torch::autograd::collect_next_edges(from));
    for (size_t i = 0; i < outputs; i++) {
      bool differentiable = engine->cells[inputs + outputs + i] != 0;
      if (differentiable)
        torch::autograd::set_history(to[i], node);
      else
        node->add_input_metadata(Node::undefined_input());
    }
    for (auto& tensor : kept) {
      bool isOutput = false;
      for (auto& output : to) isOutput = isOutput || output.is_same(tensor);
      node->saved.emplace_back(tensor, isOutput);
    }
    return number(env, names.add(node->callback));
  });
}

} // namespace

void registerAutograd(napi_env env, napi_value exports) {
  c10::AutogradState::get_tls_state().set_multithreading_enabled(false);
  define(env, exports,
         {{"backward", Backward},
          {"grad", Grad},
          {"setRequiresGrad", SetRequiresGrad},
          {"setGradient", SetGradient},
          {"gradients", Gradients},
          {"zeroGradients", ZeroGradients},
          {"gradientFunction", GradientFunction},
          {"retainGradient", RetainGradient},
          {"addHook", AddHook},
          {"removeHook", RemoveHook},
          {"holdCallback", HoldCallback},
          {"setPostAccumulateHook", SetPostAccumulateHook},
          {"attach", Attach}});
}

} // namespace capstan
