// What the second half of an operator is given of the first: saved means, outputs, masks. Its shape follows from the
// input's, and the kernels count on it.
#include "checks.h"

namespace capstan {

namespace {

void likeEachOther(const Given& given) { // a gradient, an output and a mask of one shape
  at::Tensor first;
  for (const char* name : {"grad_output", "grad", "output", "mask"}) {
    at::Tensor each = tensor(given, name);
    if (!each.defined()) continue;
    if (!first.defined()) first = each;
    TORCH_CHECK_VALUE(each.sizes() == first.sizes(), name, " has the shape ", first.sizes(), ", received ", each.sizes());
  }
}

// The parts that are normalised together: the last dimensions, those of normalized_shape.
void layerNormBack(const Given& given) {
  at::Tensor input = tensor(given, "input"), gradient = tensor(given, "grad_out");
  std::vector<int64_t> shape = integers(given, "normalized_shape");
  TORCH_CHECK_VALUE(input.dim() >= static_cast<int64_t>(shape.size()) && !shape.empty() &&
                        input.sizes().slice(input.dim() - shape.size()) == at::IntArrayRef(shape),
                    "an input of ", input.sizes(), " does not end in ", at::IntArrayRef(shape));
  sized(gradient, input.sizes(), "the gradient");
  int64_t parts = c10::multiply_integers(input.sizes().slice(0, input.dim() - shape.size()));
  for (const char* name : {"mean", "rstd"}) {
    at::Tensor each = tensor(given, name);
    TORCH_CHECK_VALUE(!each.defined() || each.numel() == parts, name, " has a number for each of the ", parts, " parts, received ",
                      each.sizes());
  }
  for (const char* name : {"weight", "bias"}) sized(tensor(given, name), shape, name);
}

void grouped(const Given& given) {
  at::Tensor input = tensor(given, "input");
  int64_t batch = integer(given, "N", 0), channels = integer(given, "C", 0), places = integer(given, "HxW", 0),
          groups = integer(given, "group", 0), elements = 0;
  TORCH_CHECK_VALUE(batch >= 0 && channels >= 0 && places >= 0 && groups > 0 && channels % groups == 0, channels,
                    " channels cannot be split into ", groups, " groups");
  TORCH_CHECK_VALUE(!__builtin_mul_overflow(batch, channels, &elements) && !__builtin_mul_overflow(elements, places, &elements) &&
                        elements == input.numel(),
                    "an input of ", input.sizes(), " has not N · C · HxW elements");
  at::Tensor gradient = tensor(given, "grad_out");
  TORCH_CHECK_VALUE(!gradient.defined() || gradient.sizes() == input.sizes(), "the gradient has the shape ", input.sizes());
  for (const char* name : {"weight", "bias"}) {
    at::Tensor each = tensor(given, name);
    TORCH_CHECK_VALUE(!each.defined() || each.numel() == channels, name, " has a number for each of the ", channels,
                      " channels, received ", each.sizes());
  }
  for (const char* name : {"mean", "rstd"}) {
    at::Tensor each = tensor(given, name);
    TORCH_CHECK_VALUE(!each.defined() || each.numel() == batch * groups, name, " has ", batch * groups, " numbers, received ",
                      each.sizes());
  }
}

void attended(const Given& given) {
  at::Tensor query = tensor(given, "query");
  if (!query.defined()) query = tensor(given, "src");
  int64_t width = integer(given, "embed_dim", 0), heads = integer(given, argument(given, "num_head").isInt() ? "num_head" : "num_heads", 0);
  TORCH_CHECK_VALUE(heads > 0 && width > 0 && width % heads == 0, "a width of ", width, " cannot be split among ", heads, " heads");
  if (query.is_nested()) return;
  TORCH_CHECK_VALUE(query.dim() == 3 && query.size(2) == width, "expected (batch, length, ", width, "), received ", query.sizes());
  TORCH_CHECK_VALUE(query.numel() > 0, "the query has no elements");
  at::Tensor key = tensor(given, "key"), value = tensor(given, "value");
  for (const at::Tensor& other : {key, value})
    TORCH_CHECK_VALUE(!other.defined() || (!other.is_nested() && other.dim() == 3 && other.size(0) == query.size(0) &&
                                           other.size(2) == width && other.numel() > 0),
                      "keys and values are (", query.size(0), ", length, ", width, ")");
  TORCH_CHECK_VALUE(!key.defined() || key.sizes() == value.sizes(), "keys and values have one shape");
  sized(tensor(given, "qkv_weight"), {3 * width, width}, "qkv_weight");
  sized(tensor(given, "qkv_bias"), {3 * width}, "qkv_bias");
  sized(tensor(given, "proj_weight"), {width, width}, "proj_weight");
  sized(tensor(given, "proj_bias"), {width}, "proj_bias");
}

void attentionBack(const Given& given) {
  at::Tensor query = tensor(given, "query"), key = tensor(given, "key"), value = tensor(given, "value"), sums = tensor(given, "logsumexp");
  TORCH_CHECK_VALUE(query.dim() == 4 && key.dim() == 4 && value.sizes() == key.sizes() && query.size(0) == key.size(0) &&
                        query.size(1) == key.size(1) && query.size(3) == key.size(3),
                    "expected (batch, heads, length, width), received ", query.sizes(), ", ", key.sizes(), " and ", value.sizes());
  TORCH_CHECK_VALUE(query.numel() > 0 && key.numel() > 0, "expected elements");
  sized(tensor(given, "out"), query.sizes(), "out");
  sized(tensor(given, "grad_out"), query.sizes(), "grad_out");
  sized(sums, query.sizes().slice(0, 3), "logsumexp");
}

void pairs(const Given& given) {
  at::Tensor self = tensor(given, "self");
  TORCH_CHECK_VALUE(self.dim() == 2, "expected rows of numbers, received ", self.sizes());
  // Backwards reads the first row, also where there is none.
  bool differentiated = self.requires_grad() && at::GradMode::is_enabled();
  TORCH_CHECK_VALUE(!differentiated || self.size(0) > 0 || self.size(1) == 0, "distances of no rows have no gradient");
}

// The places along a dimension that windows of `size`, `step` apart, were taken from.
void unfolded(const Given& given) {
  at::Tensor gradient = tensor(given, "grad_in");
  std::vector<int64_t> sizes = integers(given, "input_sizes");
  int64_t size = integer(given, "size", 0), step = integer(given, "step", 0), dims = static_cast<int64_t>(sizes.size());
  TORCH_CHECK_VALUE(dims > 0 && step > 0 && size >= 0, "expected a shape, and a step of at least 1");
  int64_t dim = c10::maybe_wrap_dim(integer(given, "dim", 0), dims);
  TORCH_CHECK_VALUE(size <= sizes[static_cast<size_t>(dim)], "a window of ", size, " is longer than dimension ", dim);
  auto expected = sizes;
  expected[static_cast<size_t>(dim)] = (sizes[static_cast<size_t>(dim)] - size) / step + 1;
  expected.push_back(size);
  sized(gradient, expected, "the gradient");
}

void observed(const Given& given) { // one number of each kind, or one for each channel
  at::Tensor self = tensor(given, "self");
  const c10::IValue& rows = argument(given, "per_row_fake_quant");
  int64_t axis = integer(given, "ch_axis", 0), count = 1;
  if (rows.isBool() && rows.toBool()) {
    TORCH_CHECK_VALUE(self.dim() > 0, "expected channels");
    count = self.size(c10::maybe_wrap_dim(axis, self.dim()));
  }
  TORCH_CHECK_VALUE(self.numel() > 0, "expected elements");
  for (const char* name : {"running_min", "running_max", "scale", "zero_point"}) {
    at::Tensor each = tensor(given, name);
    TORCH_CHECK_VALUE(each.defined() && each.numel() == count, name, " has ", count, " numbers, received ", each.sizes());
  }
  for (const char* name : {"observer_on", "fake_quant_on"}) {
    at::Tensor each = tensor(given, name);
    TORCH_CHECK_VALUE(each.defined() && each.numel() == 1, name, " is one number");
  }
}

} // namespace

void addSavedChecks(Checks& table) {
  table.add(likeEachOther, {"_log_softmax_backward_data", "_softmax_backward_data", "_masked_softmax_backward"});
  table.add(layerNormBack, {"native_layer_norm_backward", "_fused_rms_norm_backward"});
  table.add(grouped, {"native_group_norm", "native_group_norm_backward"});
  table.add(attended, {"_native_multi_head_attention", "_transformer_encoder_layer_fwd"});
  table.add(attentionBack, {"_scaled_dot_product_flash_attention_for_cpu_backward"});
  table.add(pairs, {"_pdist_forward", "pdist"});
  table.add(unfolded, {"unfold_backward"});
  table.add(observed, {"fused_moving_avg_obs_fake_quant", "_fused_moving_avg_obs_fq_helper",
                       "_fused_moving_avg_obs_fq_helper_functional"});
}

} // namespace capstan
