// Levels of function transforms, as functorch has them: at a level of vmap tensors hide a dimension of examples, at a level of
// grad they are tracked apart from all other levels. And autograd's mode that looks for NaN.
#include "engine.h"

#include <ATen/functorch/BatchedFallback.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <ATen/functorch/TensorWrapper.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/forward_grad.h>

namespace capstan {

namespace {

namespace functorch = at::functorch;

// pushVmap(examples, randomness) → the level; randomness 0 refuses, 1 is of each example, 2 is the same for all
napi_value PushVmap(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    functorch::setVmapFallbackWarningEnabled(false); // an operator without a rule runs once an example: right, and slower
    using Randomness = functorch::RandomnessType;
    int64_t kind = arguments.integer(1);
    Randomness randomness = kind == 0 ? Randomness::Error : kind == 1 ? Randomness::Different : Randomness::Same;
    return number(env, double(functorch::initAndPushDynamicLayer(functorch::TransformType::Vmap,
                                                                 c10::SymInt(arguments.integer(0)), randomness)));
  });
}

napi_value PushGrad(napi_env env, napi_callback_info) { // pushGrad() → the level
  return guard(env, [&] {
    return number(env, double(functorch::initAndPushDynamicLayer(functorch::TransformType::Grad, std::nullopt, std::nullopt,
                                                                 c10::GradMode::is_enabled())));
  });
}

napi_value PopLevel(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    TORCH_CHECK_VALUE(functorch::maybeCurrentDynamicLayer().has_value(), "no function is being transformed");
    functorch::popDynamicLayerAndDeleteMetadata();
    return nullptr;
  });
}

// pushForward() → the level, at which a tensor carries how it moves. PyTorch has one such level in a process, whichever
// thread asks: another thread waits for the function of the first.
std::mutex forwardLevel;
thread_local std::vector<bool> forwardBefore;

napi_value PushForward(napi_env env, napi_callback_info) {
  return guard(env, [&] {
    bool before = c10::AutogradState::get_tls_state().get_fw_grad_mode();
    if (forwardBefore.empty()) {
      forwardLevel.lock();
      torch::autograd::ForwardADLevel::get_next_idx();
    }
    forwardBefore.push_back(before);
    c10::AutogradState::get_tls_state().set_fw_grad_mode(true);
    return number(env, double(functorch::initAndPushDynamicLayer(functorch::TransformType::Jvp, std::nullopt, std::nullopt,
                                                                 std::nullopt, before)));
  });
}

napi_value PopForward(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    TORCH_CHECK_VALUE(!forwardBefore.empty() && functorch::maybeCurrentDynamicLayer().has_value(), "no function is being transformed");
    bool before = forwardBefore.back();
    forwardBefore.pop_back();
    if (forwardBefore.empty()) {
      torch::autograd::ForwardADLevel::release_idx(0);
      forwardLevel.unlock();
    }
    functorch::popDynamicLayerAndDeleteMetadata();
    c10::AutogradState::get_tls_state().set_fw_grad_mode(before);
    return nullptr;
  });
}

napi_value Batch(napi_env env, napi_callback_info info) { // batch(handle, dim, level): hides the dimension of examples
  return guard(env, [&] {
    Arguments arguments(env, info);
    return handle(env, functorch::addBatchDim(arguments.tensor(0), arguments.integer(1), arguments.integer(2)));
  });
}

// unbatch(handle, dim, level, examples): shows the dimension of examples there; what does not depend on them is repeated.
napi_value Unbatch(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    const at::Tensor tensor = arguments.tensor(0);
    int64_t dim = c10::maybe_wrap_dim(arguments.integer(1), tensor.dim() + 1), level = arguments.integer(2);
    const auto* batched = functorch::maybeGetBatchedImpl(tensor);
    if (batched && batched->level() == level) return handle(env, batched->value().movedim(batched->bdim(), dim));
    auto sizes = tensor.sizes().vec();
    sizes.insert(sizes.begin() + dim, arguments.integer(3));
    return handle(env, tensor.unsqueeze(dim).expand(sizes));
  });
}

napi_value Track(napi_env env, napi_callback_info info) { // track(handle, level, differentiate)
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor tracked = functorch::makeTensorWrapper(arguments.tensor(0), arguments.integer(1));
    if (arguments.boolean(2)) tracked.set_requires_grad(true);
    return handle(env, tracked);
  });
}

napi_value Untrack(napi_env env, napi_callback_info info) { // untrack(handle, level)
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor tensor = arguments.tensor(0);
    const auto* wrapped = functorch::maybeGetTensorWrapper(tensor);
    bool here = wrapped && wrapped->level() && *wrapped->level() == arguments.integer(1);
    return handle(env, here ? wrapped->value() : tensor);
  });
}

// The engine prints where in C++ the operator was called, which says nothing to JavaScript; its error names the operator.
struct WithoutTraces : c10::WarningHandler {
  c10::WarningHandler* other = nullptr;
  void process(const c10::Warning& warning) override {
    if (warning.msg().rfind("Error detected in ", 0) != 0) other->process(warning);
  }
};
thread_local WithoutTraces withoutTraces;

napi_value Anomaly(napi_env env, napi_callback_info info) { // anomaly(enabled?, checkNan?) → what they were, in the cells
  return guard(env, [&]() -> napi_value {
    using torch::autograd::AnomalyMode;
    Arguments arguments(env, info);
    engine->cells[0] = AnomalyMode::is_enabled();
    engine->cells[1] = AnomalyMode::should_check_nan();
    if (!arguments.given(0)) return nullptr;
    AnomalyMode::set_enabled(arguments.boolean(0), arguments.boolean(1));
    if (!withoutTraces.other) {
      withoutTraces.other = c10::WarningUtils::get_warning_handler();
      c10::WarningUtils::set_warning_handler(&withoutTraces);
    }
    return nullptr;
  });
}

} // namespace

void registerTransforms(napi_env env, napi_value exports) {
  define(env, exports,
         {{"pushVmap", PushVmap},
          {"pushGrad", PushGrad},
          {"popLevel", PopLevel},
          {"pushForward", PushForward},
          {"popForward", PopForward},
          {"batch", Batch},
          {"unbatch", Unbatch},
          {"track", Track},
          {"untrack", Untrack},
          {"anomaly", Anomaly}});
}

} // namespace capstan
