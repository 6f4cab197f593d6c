// What some kernels of PyTorch do not check, and end the process over: out-of-range reads, divisions by zero, endless
// loops. Each check stands for the calls that safety/fuzz.ts found; from Python they end the process as well. Arguments
// that PyTorch refuses itself are let through, so that its own message is shown.
#include "checks.h"

namespace capstan {

namespace {

// --- padding

template <int kDims>
void padding(const Given& given) {
  size_t count = integers(given, "padding").size();
  TORCH_CHECK_VALUE(count == 2 * kDims, "padding takes ", 2 * kDims, " numbers, received ", count);
  at::Tensor self = tensor(given, "self");
  TORCH_CHECK_VALUE(self.dim() == kDims + 1 || self.dim() == kDims + 2, "padding of ", kDims,
                    " dimensions takes a tensor of ", kDims + 1, " or ", kDims + 2, ", received ", self.dim());
  at::Tensor gradient = tensor(given, "grad_output");
  if (!gradient.defined()) return;
  size_t front = static_cast<size_t>(self.dim() - kDims);
  TORCH_CHECK_VALUE(gradient.dim() == self.dim() && gradient.sizes().slice(0, front) == self.sizes().slice(0, front), "a gradient of ",
                    gradient.sizes(), " does not fit an input of ", self.sizes());
}

// --- integers: the processor cannot divide the least one by -1

bool holds(const c10::IValue& value, int64_t wanted) {
  if (value.isTensor()) return readable(value.toTensor()) && value.toTensor().eq(wanted).any().item<bool>();
  return value.isInt() && value.toInt() == wanted;
}

bool holdsLeast(const at::Tensor& tensor) {
  if (!readable(tensor)) return false;
  if (tensor.scalar_type() == at::kInt) return tensor.eq(std::numeric_limits<int32_t>::min()).any().item<bool>();
  return tensor.scalar_type() == at::kLong && tensor.eq(std::numeric_limits<int64_t>::min()).any().item<bool>();
}

void truncated(const Given& given) {
  const c10::IValue& mode = argument(given, "rounding_mode");
  at::Tensor self = tensor(given, "self");
  if (!mode.isString() || mode.toStringRef() != "trunc" || !integral(self)) return;
  Quiet quiet;
  TORCH_CHECK_VALUE(!(holds(argument(given, "other"), -1) && holdsLeast(self)),
                    "the least integer divided by -1 is beyond the greatest");
}

void multiples(const Given& given) {
  Quiet quiet;
  TORCH_CHECK_VALUE(!holdsLeast(tensor(given, "self")) && !holdsLeast(tensor(given, "other")),
                    "the least integer has no absolute value");
}

void range(const Given& given) {
  const c10::IValue& step = argument(given, "step");
  const c10::IValue& dtype = argument(given, "dtype");
  at::Tensor out = tensor(given, "out");
  bool whole = integral(out) || (dtype.isInt() && at::isIntegralType(static_cast<at::ScalarType>(dtype.toInt()), true));
  TORCH_CHECK_VALUE(!whole || !step.isScalar() || std::abs(step.toScalar().toDouble()) >= 1,
                    "a range of integers needs a step of at least 1");
}

void arange(const Given& given) { // the other integers are divided as floating numbers
  at::Tensor out = tensor(given, "out");
  const c10::IValue& dtype = argument(given, "dtype");
  auto type = out.defined() ? out.scalar_type() : dtype.isInt() ? static_cast<at::ScalarType>(dtype.toInt()) : at::kFloat;
  const c10::IValue& step = argument(given, "step");
  TORCH_CHECK_VALUE(type != at::kLong || !step.isScalar() || std::abs(step.toScalar().toDouble()) >= 1,
                    "a range of integers needs a step of at least 1");
}

// --- normalisation

// The gradient is of the input's shape; what forward kept of each channel is read without a look.
void normalisedBack(const Given& given, const at::Tensor& input) {
  sized(tensor(given, "grad_out"), input.sizes(), "the gradient");
  const c10::IValue& train = argument(given, given.schema.argumentIndexWithName("train") ? "train" : "update");
  bool trains = train.isBool() && train.toBool();
  for (const char* name : {"save_mean", "save_invstd", "save_var", "running_mean", "running_var"}) {
    if (!given.schema.argumentIndexWithName(name) || (name[0] == 's') != trains) continue;
    at::Tensor kept = tensor(given, name);
    TORCH_CHECK_VALUE(kept.defined() && kept.numel() == input.size(1), trains ? "training" : "evaluation", " takes a ", name,
                      " of ", input.size(1), " channels");
  }
}

void normalised(const Given& given) {
  at::Tensor input = tensor(given, "input");
  if (!input.defined()) input = tensor(given, "self");
  TORCH_CHECK_VALUE(input.dim() >= 2 && input.size(1) > 0, "batch normalisation takes (batch, channels, …) with a channel at "
                    "least, received ", input.sizes());
  TORCH_CHECK_VALUE(at::isFloatingType(input.scalar_type()), "batch normalisation takes floating numbers, received ",
                    input.scalar_type());
  const auto& arguments = given.schema.arguments();
  const std::string& op = given.schema.name();
  const c10::IValue& training = argument(given, given.schema.argumentIndexWithName("training") ? "training" : "train");
  bool backward = op.find("backward") != std::string::npos, absent = op.find("update_stats") == std::string::npos;
  bool evaluates = op.find("_no_") != std::string::npos || (training.isBool() && !training.toBool());
  if (evaluates) // the mean and variance are those that were kept
    for (const char* name : {"running_mean", "running_var"}) {
      at::Tensor kept = tensor(given, name);
      TORCH_CHECK_VALUE(backward ? !kept.defined() || kept.numel() > 0 : kept.defined() && kept.numel() > 0,
                        "evaluation takes a ", name);
    }
  if (backward) normalisedBack(given, input);
  for (size_t i = 0; i < arguments.size(); i++) {
    const std::string& name = arguments[i].name();
    if (name != "weight" && name != "bias" && name.rfind("running_", 0) != 0 && name.rfind("save_", 0) != 0) continue;
    if (!given.stack[i].isTensor()) continue;
    at::Tensor each = given.stack[i].toTensor();
    bool none = absent && (name[0] == 's' || (backward && name[0] == 'r')); // what forward did not keep is of no numbers
    TORCH_CHECK_VALUE(!each.defined() || (each.dim() == 1 && (each.size(0) == input.size(1) || (none && each.size(0) == 0))), name,
                      " takes one number for each of the ", input.size(1), " channels, received ", each.sizes());
  }
}

// --- optimizers: every list has a tensor of the parameter's shape and type for each parameter

void fused(const Given& given) {
  const auto& arguments = given.schema.arguments();
  std::vector<at::Tensor> parameters = given.stack[0].toTensorVector();
  for (size_t i = 1; i < arguments.size(); i++) {
    if (!given.stack[i].isTensorList()) continue;
    const auto list = given.stack[i].toTensorList();
    const std::string& name = arguments[i].name();
    bool steps = name == "state_steps", maxima = name == "max_exp_avg_sqs" || name == "momentum_buffer_list";
    if (maxima && list.empty()) continue;
    TORCH_CHECK_VALUE(list.size() == parameters.size(), name, " has ", list.size(), " tensors for ", parameters.size(),
                      " parameters");
    for (size_t k = 0; k < parameters.size(); k++) {
      const at::Tensor each = list.get(k);
      const at::Tensor& parameter = parameters[k];
      TORCH_CHECK_VALUE(each.defined() && parameter.defined(), name, " holds no tensor at ", k);
      if (steps) {
        TORCH_CHECK_VALUE(each.numel() == 1 && each.scalar_type() == at::kFloat, name, " holds float32 numbers, at ", k,
                          " there is ", each.sizes(), " ", each.scalar_type());
        continue;
      }
      TORCH_CHECK_VALUE(each.sizes() == parameter.sizes() && each.scalar_type() == parameter.scalar_type() &&
                            each.device() == parameter.device() && each.layout() == at::kStrided,
                        name, ": parameter ", k, " is ", parameter.sizes(), " ", parameter.scalar_type(), ", this ",
                        each.sizes(), " ", each.scalar_type());
    }
  }
  for (const at::Tensor& parameter : parameters)
    TORCH_CHECK_VALUE(parameter.defined() && parameter.layout() == at::kStrided &&
                          at::isFloatingType(parameter.scalar_type()),
                      "fused optimizers take dense floating parameters");
  const auto maximal = argument(given, "amsgrad");
  TORCH_CHECK_VALUE(!maximal.isBool() || !maximal.toBool() || argument(given, "max_exp_avg_sqs").toTensorList().size() == parameters.size(),
                    "amsgrad takes max_exp_avg_sqs for each parameter");
  const auto momentum = argument(given, "momentum");
  TORCH_CHECK_VALUE(!momentum.isDouble() || momentum.toDouble() == 0 ||
                        argument(given, "momentum_buffer_list").toTensorList().size() == parameters.size(),
                    "momentum takes a buffer for each parameter");
}

// --- Fourier transforms: the public ones check these

void transformed(const Given& given) {
  at::Tensor self = tensor(given, "self");
  std::vector<int64_t> dims = integers(given, "dim");
  const std::string& name = given.schema.name();
  bool real = name == "aten::_fft_r2c";
  TORCH_CHECK_VALUE(real ? at::isFloatingType(self.scalar_type()) : self.is_complex(), "expected ",
                    real ? "floating" : "complex", " numbers, received ", self.scalar_type());
  std::vector<bool> used(static_cast<size_t>(self.dim()));
  for (int64_t dim : dims) {
    TORCH_CHECK_INDEX(dim >= 0, "dimensions are counted from the first here, received ", dim);
    int64_t wrapped = c10::maybe_wrap_dim(dim, self.dim(), false);
    TORCH_CHECK_VALUE(!used[static_cast<size_t>(wrapped)], "dimension ", dim, " is given twice");
    used[static_cast<size_t>(wrapped)] = true;
    TORCH_CHECK_VALUE(self.size(wrapped) > 0, "dimension ", dim, " has no elements");
  }
  TORCH_CHECK_VALUE(!dims.empty(), "expected a dimension at least");
  if (name != "aten::_fft_c2r") return;
  int64_t last = integer(given, "last_dim_size", 0), there = self.size(dims.back());
  TORCH_CHECK_VALUE(last >= 1 && last / 2 + 1 <= there, "an output of ", last, " needs ", last / 2 + 1, " inputs, there are ",
                    there);
}

// --- others

void finite(const Given& given) { // LAPACK stops the program where numbers are not
  at::Tensor self = tensor(given, "self");
  Quiet quiet;
  TORCH_CHECK_LINALG(!readable(self) || at::isfinite(self).all().item<bool>(), "the matrix holds an infinity or NaN");
}

void floating(const Given& given) {
  at::Tensor self = tensor(given, "self");
  TORCH_CHECK_TYPE(!integral(self), "expected floating numbers, received ", self.scalar_type());
}

void pooledBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad_output"), self = tensor(given, "self");
  int64_t dims = self.dim();
  TORCH_CHECK_VALUE((dims == 3 || dims == 4) && gradient.dim() == dims && gradient.size(dims - 3) == self.size(dims - 3) &&
                        (dims == 3 || gradient.size(0) == self.size(0)) && gradient.scalar_type() == self.scalar_type(),
                    "a gradient of ", gradient.sizes(), " does not fit an input of ", self.sizes());
  TORCH_CHECK_VALUE(gradient.numel() > 0 && self.numel() > 0, "the gradient or the input has no elements");
}

// Batch and channels are the input's; the places of a picture PyTorch compares itself.
template <int kDims>
void averagedBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad_output"), self = tensor(given, "self");
  int64_t front = self.dim() - kDims;
  TORCH_CHECK_VALUE((front == 1 || front == 2) && gradient.dim() == self.dim() &&
                        gradient.sizes().slice(0, front) == self.sizes().slice(0, front) &&
                        gradient.scalar_type() == self.scalar_type(),
                    "a gradient of ", gradient.sizes(), " does not fit an input of ", self.sizes());
}

// The gradient of each maximum goes to the place in its picture that an index names.
template <int kDims>
void maximaBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad_output"), self = tensor(given, "self"), indices = tensor(given, "indices");
  int64_t dims = self.dim(), front = dims - kDims;
  TORCH_CHECK_VALUE((front == 1 || front == 2) && gradient.dim() == dims && gradient.sizes() == indices.sizes() &&
                        gradient.sizes().slice(0, front) == self.sizes().slice(0, front) &&
                        gradient.scalar_type() == self.scalar_type() && indices.scalar_type() == at::kLong,
                    "a gradient of ", gradient.sizes(), " and indices of ", indices.sizes(), " do not fit an input of ",
                    self.sizes());
  if (!readable(indices)) return;
  Quiet quiet;
  int64_t places = c10::multiply_integers(self.sizes().slice(front));
  TORCH_CHECK_VALUE(indices.min().item<int64_t>() >= 0 && indices.max().item<int64_t>() < places,
                    "indices are 0 to ", places - 1, ", below the places of a picture");
}

void distancesBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad"), x1 = tensor(given, "x1"), x2 = tensor(given, "x2"),
             distances = tensor(given, "cdist");
  TORCH_CHECK_VALUE(x1.dim() >= 2 && x2.dim() >= 2 && x1.size(-1) == x2.size(-1), "expected rows of one length, received ",
                    x1.sizes(), " and ", x2.sizes());
  auto expected = at::infer_size(x1.sizes().slice(0, x1.dim() - 2), x2.sizes().slice(0, x2.dim() - 2));
  expected.insert(expected.end(), {x1.size(-2), x2.size(-2)});
  TORCH_CHECK_VALUE(gradient.sizes() == expected && distances.sizes() == expected, "expected distances and gradients of ",
                    c10::IntArrayRef(expected), ", received ", distances.sizes(), " and ", gradient.sizes());
  for (auto& other : {gradient, x2, distances})
    TORCH_CHECK_VALUE(other.scalar_type() == x1.scalar_type(), "expected tensors of one dtype");
}

void embeddedBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad_output"), indices = tensor(given, "indices");
  int64_t rows = integer(given, "num_weights", 0);
  TORCH_CHECK_VALUE(indices.scalar_type() == at::kLong || indices.scalar_type() == at::kInt,
                    "indices are int64 or int32, received ", indices.scalar_type());
  TORCH_CHECK_VALUE(gradient.dim() > 0 && gradient.numel() == indices.numel() * gradient.size(-1), "a gradient of ",
                    gradient.sizes(), " does not fit indices of ", indices.sizes());
  Quiet quiet;
  TORCH_CHECK_INDEX(!readable(indices) || (indices.min().item<int64_t>() >= 0 && indices.max().item<int64_t>() < rows),
                    "an index is outside of 0 to ", rows - 1);
}

// --- recurrent layers: the public modules check these

void packed(const at::Tensor& data, const at::Tensor& sizes) {
  TORCH_CHECK_VALUE(sizes.defined() && sizes.dim() == 1 && sizes.numel() > 0 && sizes.scalar_type() == at::kLong &&
                        sizes.is_cpu() && sizes.layout() == at::kStrided,
                    "batch sizes are int64 numbers on the CPU, one for each step");
  Quiet quiet;
  at::Tensor list = sizes.contiguous();
  const int64_t* values = list.const_data_ptr<int64_t>();
  int64_t sum = 0;
  for (int64_t i = 0; i < list.numel(); i++) {
    TORCH_CHECK_VALUE(values[i] > 0 && values[i] <= data.size(0) && (i == 0 || values[i] <= values[i - 1]),
                      "batch sizes are positive and never grow");
    sum += values[i];
  }
  TORCH_CHECK_VALUE(data.dim() >= 1 && sum == data.size(0), "batch sizes of ", sum, " rows do not fit data of ", data.sizes());
}

void padded(const Given& given) {
  at::Tensor data = tensor(given, "data");
  TORCH_CHECK_VALUE(data.dim() >= 1, "packed data has a dimension at least");
  packed(data, tensor(given, "batch_sizes"));
}

void recurrent(const Given& given) {
  const std::string& name = given.schema.name();
  bool lstm = name == "aten::lstm";
  int64_t gates = lstm ? 4 : name == "aten::gru" ? 3 : 1;
  at::Tensor input = tensor(given, "input");
  int64_t batch;
  if (input.defined()) {
    TORCH_CHECK_VALUE(input.dim() == 3, "expected 3 dimensions, received ", input.sizes());
    batch = input.size(argument(given, "batch_first").toBool() ? 0 : 1);
  } else {
    input = tensor(given, "data");
    TORCH_CHECK_VALUE(input.dim() == 2, "packed data has 2 dimensions, received ", input.sizes());
    at::Tensor sizes = tensor(given, "batch_sizes");
    packed(input, sizes);
    batch = sizes[0].item<int64_t>();
  }
  int64_t runs = integer(given, "num_layers", 0) * (argument(given, "bidirectional").toBool() ? 2 : 1);
  TORCH_CHECK_VALUE(runs >= 1 && runs < 1 << 20, "expected a layer at least");
  bool biased = argument(given, "has_biases").toBool();
  std::vector<at::Tensor> weights = argument(given, "params").toTensorVector();
  size_t each = biased ? 4 : 2;
  if (lstm && weights.size() == (each + 1) * static_cast<size_t>(runs)) each++; // projections
  TORCH_CHECK_VALUE(weights.size() == each * static_cast<size_t>(runs), "expected ", each * runs, " parameters, received ",
                    weights.size());
  for (size_t i = 0; i < weights.size(); i += each) {
    TORCH_CHECK_VALUE(weights[i].dim() == 2 && weights[i + 1].dim() == 2 && weights[i].size(0) == weights[i + 1].size(0) &&
                          weights[i].size(0) > 0 && weights[i].size(0) % gates == 0,
                      "the weights of a layer have ", gates, " times its size as rows, received ", weights[i].sizes(), " and ",
                      weights[i + 1].sizes());
    for (size_t k = 2; biased && k < 4; k++)
      TORCH_CHECK_VALUE(weights[i + k].dim() == 1 && weights[i + k].size(0) == weights[i].size(0), "a bias has ",
                        weights[i].size(0), " numbers, received ", weights[i + k].sizes());
  }
  TORCH_CHECK_VALUE(input.size(-1) == weights[0].size(1), "expected inputs of ", weights[0].size(1), ", received ",
                    input.size(-1));
  auto state = [&](const at::Tensor& h, int64_t size) {
    TORCH_CHECK_VALUE(h.defined() && h.dim() == 3 && h.size(0) == runs && h.size(1) == batch && h.size(2) == size,
                      "expected a state of [", runs, ", ", batch, ", ", size, "], received ", h.sizes());
  };
  const c10::IValue& hx = argument(given, "hx");
  if (!hx.isTensorList()) return state(hx.toTensor(), weights[1].size(1));
  std::vector<at::Tensor> states = hx.toTensorVector();
  TORCH_CHECK_VALUE(states.size() == 2, "lstm expects two hidden states");
  state(states[0], weights[1].size(1));
  state(states[1], weights[0].size(0) / gates);
}

void quantised(const Given& given) {
  at::Tensor input = tensor(given, "input");
  int64_t numel = integer(given, "numel", 0), bins = integer(given, "n_bins", 0), width = integer(given, "bit_width", 0);
  TORCH_CHECK_VALUE(input.is_cpu() && input.scalar_type() == at::kFloat && input.is_contiguous(),
                    "expected contiguous float32 numbers on the CPU");
  TORCH_CHECK_VALUE(numel > 0 && numel <= input.numel(), "numel is 1 to ", input.numel(), ", received ", numel);
  TORCH_CHECK_VALUE(bins > 0 && bins <= 1 << 12 && width > 0 && width <= 16, "expected 1 to 4096 bins and 1 to 16 bits");
  const c10::IValue& ratio = argument(given, "ratio"); // the search goes on until this part of the numbers is left out
  TORCH_CHECK_VALUE(!ratio.isDouble() || (ratio.toDouble() >= 0 && ratio.toDouble() <= 1), "ratio is 0 to 1, received ",
                    ratio.toDouble());
}

void shuffled(const Given& given) {
  at::Tensor self = tensor(given, "self");
  int64_t groups = integer(given, "groups", 0);
  TORCH_CHECK_VALUE(self.dim() > 2 && groups > 0 && self.size(1) % groups == 0, "expected (batch, channels, …) whose channels can be "
                    "split into groups, received ", self.sizes(), " and ", groups, " groups");
}

// A sparse tensor made of a shape without elements: the kernel divides by a size, whatever it holds.
void broadcast(const Given& given) {
  at::Tensor self = tensor(given, "self");
  if (!self.defined() || self.layout() != at::kSparse) return;
  for (int64_t size : integers(given, "size"))
    TORCH_CHECK_VALUE(size != 0, "a sparse tensor cannot be broadcast to a shape without elements: ",
                      at::IntArrayRef(integers(given, "size")));
}

void onCpu(const Given& given) { // read through a pointer, wherever it leads
  for (const c10::IValue& value : given.stack)
    TORCH_CHECK_VALUE(!value.isTensor() || !value.toTensor().defined() || value.toTensor().is_cpu(),
                      "this operator runs on the CPU only, received a tensor on ", value.toTensor().device());
}

} // namespace

Check checkOf(const std::string& name) {
  static const auto* checks = [] {
    auto* table = new Checks();
    auto add = [&](Check check, std::initializer_list<const char*> names) { table->add(check, names); };
    add(padding<3>, {"reflection_pad3d", "reflection_pad3d_backward", "replication_pad3d", "replication_pad3d_backward"});
    add(padding<2>, {"replication_pad2d_backward"});
    add(padding<1>, {"replication_pad1d_backward"});
    add(truncated, {"div", "div_", "divide", "divide_"});
    add(multiples, {"gcd", "gcd_", "lcm", "lcm_"});
    add(range, {"range"});
    add(arange, {"arange"});
    add(normalised, {"native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_functional",
                     "_native_batch_norm_legit_no_training", "_batch_norm_with_update", "_batch_norm_with_update_functional",
                     "_batch_norm_no_update", "native_batch_norm_backward", "batch_norm_backward", "batch_norm_update_stats"});
    add(fused, {"_fused_adam", "_fused_adam_", "_fused_adamw", "_fused_adamw_", "_fused_sgd", "_fused_sgd_", "_fused_adagrad",
                "_fused_adagrad_"});
    add(transformed, {"_fft_r2c", "_fft_c2c", "_fft_c2r"});
    add(finite, {"linalg_eigvals", "linalg_eig"});
    add(pooledBack, {"_adaptive_avg_pool2d_backward"});
    add(averagedBack<2>, {"avg_pool2d_backward"});
    add(averagedBack<3>, {"avg_pool3d_backward"});
    add(maximaBack<2>, {"adaptive_max_pool2d_backward", "max_pool2d_with_indices_backward"});
    add(maximaBack<3>, {"adaptive_max_pool3d_backward", "max_pool3d_with_indices_backward"});
    add(distancesBack, {"_cdist_backward"});
    add(embeddedBack, {"embedding_dense_backward", "embedding_backward"});
    add(padded, {"_pad_packed_sequence"});
    add(recurrent, {"lstm", "gru", "rnn_tanh", "rnn_relu"});
    add(quantised, {"choose_qparams_optimized"});
    add(onCpu, {"fbgemm_linear_fp16_weight", "fbgemm_linear_fp16_weight_fp32_activation", "fbgemm_linear_int8_weight",
                "fbgemm_linear_int8_weight_fp32_activation", "fbgemm_linear_quantize_weight",
                "fbgemm_pack_gemm_matrix_fp16", "fbgemm_pack_quantized_matrix"});
    add(broadcast, {"_sparse_broadcast_to", "_sparse_broadcast_to_copy"});
    add(shuffled, {"channel_shuffle", "native_channel_shuffle"});
    add(floating, {"smooth_l1_loss_backward"});
    addIndexChecks(*table);
    addLengthChecks(*table);
    addSavedChecks(*table);
    return table;
  }();
  auto found = checks->find(name);
  return found == checks->end() ? checkOfClass(name) : found->second;
}

} // namespace capstan
