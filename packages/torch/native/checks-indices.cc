// Numbers that say where a kernel reads: indices, offsets, lengths, pivots, samples, classes, places of sparse tensors.
// Kernels that look at none of them read the memory of others where one is out of range.
#include "checks.h"

namespace capstan {

namespace {

// --- bags and segments

// Offsets into a list never go back, and stay in it.
void rising(const std::vector<int64_t>& offsets, int64_t end, const char* name) {
  int64_t last = 0;
  for (int64_t offset : offsets) {
    TORCH_CHECK_VALUE(offset >= last && offset <= end, name, " rise from 0 to at most ", end, ", received ", offset,
                      " after ", last);
    last = offset;
  }
}

void bagged(const Given& given) {
  int64_t mode = integer(given, "mode", 0);
  TORCH_CHECK_VALUE(mode >= 0 && mode <= 2, "mode is 0 (sum), 1 (mean) or 2 (max), received ", mode);
  at::Tensor weight = tensor(given, "weight"), indices = tensor(given, "indices"), offsets = tensor(given, "offsets");
  at::Tensor weights = tensor(given, "per_sample_weights");
  TORCH_CHECK_VALUE(weight.dim() == 2 && indices.dim() == 1 && offsets.dim() == 1, "expected a table, and indices and "
                    "offsets of one dimension, received ", weight.sizes(), ", ", indices.sizes(), " and ", offsets.sizes());
  TORCH_CHECK_VALUE(integral(indices) && integral(offsets), "indices and offsets are int64 or int32");
  sized(weights, indices.sizes(), "per_sample_weights");
  within(indices, 0, weight.size(0), "indices");
  TORCH_CHECK_VALUE(offsets.numel() > 0, "offsets have one number for each bag at least, received none");
  rising(values(offsets), indices.numel(), "offsets");
}

// The backward halves: which bag each index went to, and the place of each maximum.
void bagsBack(const Given& given) {
  at::Tensor gradient = tensor(given, "grad"), indices = tensor(given, "indices"), bags = tensor(given, "offset2bag");
  at::Tensor weight = tensor(given, "weight"), maxima = tensor(given, "maximum_indices");
  int64_t rows = weight.defined() ? weight.size(0) : integer(given, "num_weights", 0);
  TORCH_CHECK_VALUE(gradient.dim() == 2 && indices.dim() == 1 && (!weight.defined() || weight.dim() == 2),
                    "expected a gradient of two dimensions and indices of one, received ", gradient.sizes(), " and ",
                    indices.sizes());
  TORCH_CHECK_VALUE(integral(indices) && (!bags.defined() || integral(bags)), "indices are int64 or int32");
  TORCH_CHECK_VALUE(!weight.defined() || weight.size(1) == gradient.size(1), "rows of ", weight.sizes(),
                    " do not fit a gradient of ", gradient.sizes());
  within(indices, 0, rows, "indices");
  int64_t mode = integer(given, "mode", 0);
  if (bags.defined() && (bags.numel() > 0 || mode == 0)) {
    sized(bags, indices.sizes(), "offset2bag");
    within(bags, 0, gradient.size(0), "offset2bag");
  }
  rising(values(tensor(given, "offsets")), indices.numel(), "offsets");
  sized(tensor(given, "per_sample_weights"), indices.sizes(), "per_sample_weights");
  at::Tensor sizes = tensor(given, "bag_size");
  TORCH_CHECK_VALUE(!sizes.defined() || mode == 0 || sizes.numel() == gradient.size(0), "bag_size has a number for each of the ",
                    gradient.size(0), " bags, received ", sizes.defined() ? sizes.numel() : 0);
  if (mode != 2 || !maxima.defined()) return;
  sized(maxima, gradient.sizes(), "maximum_indices");
  within(maxima, -1, rows, "maximum_indices");
}

// Segments lie one behind the other along an axis; `unsafe` would leave their lengths unread.
int64_t segments(const at::Tensor& data, const at::Tensor& lengths, const at::Tensor& offsets, int64_t axis) {
  const at::Tensor& marks = lengths.defined() ? lengths : offsets;
  TORCH_CHECK_VALUE(data.dim() > 0 && marks.defined(), "expected data of a dimension at least, and lengths or offsets");
  axis = c10::maybe_wrap_dim(axis, data.dim());
  TORCH_CHECK_VALUE(integral(marks) && marks.dim() == axis + 1 && marks.sizes().slice(0, axis) == data.sizes().slice(0, axis),
                    "lengths or offsets are integers of the data's shape up to axis ", axis, ", received ", marks.sizes(),
                    " for ", data.sizes());
  int64_t count = marks.size(axis), end = data.size(axis);
  TORCH_CHECK_VALUE(lengths.defined() || count > 0, "offsets are one more than the segments");
  std::vector<int64_t> list = values(marks);
  for (size_t from = 0; count > 0 && from < list.size(); from += static_cast<size_t>(count)) {
    std::vector<int64_t> row(list.begin() + from, list.begin() + from + count);
    if (offsets.defined() && !lengths.defined()) {
      rising(row, end, "offsets");
      continue;
    }
    int64_t sum = 0;
    for (int64_t length : row) {
      TORCH_CHECK_VALUE(length >= 0 && length <= end, "a length is 0 to ", end, ", received ", length);
      sum += length;
    }
    TORCH_CHECK_VALUE(sum == end, "the lengths add up to ", sum, ", the data has ", end, " along axis ", axis);
  }
  return lengths.defined() ? count : count - 1;
}

void segmented(const Given& given) {
  at::Tensor data = tensor(given, "data");
  if (!tensor(given, "lengths").defined() && !tensor(given, "offsets").defined()) return; // PyTorch says so
  segments(data, tensor(given, "lengths"), tensor(given, "offsets"), integer(given, "axis", 0));
}

void segmentsBack(const Given& given) {
  at::Tensor data = tensor(given, "data"), gradient = tensor(given, "grad"), output = tensor(given, "output");
  int64_t axis = integer(given, "axis", 0);
  int64_t count = segments(data, tensor(given, "lengths"), tensor(given, "offsets"), axis);
  auto expected = data.sizes().vec();
  expected[static_cast<size_t>(c10::maybe_wrap_dim(axis, data.dim()))] = count;
  sized(gradient, expected, "the gradient");
  sized(output, expected, "the output");
  TORCH_CHECK_VALUE(gradient.scalar_type() == data.scalar_type() && output.scalar_type() == data.scalar_type(),
                    "expected tensors of one dtype");
}

void repeated(const Given& given) { // a total that is given is not counted again
  at::Tensor repeats = tensor(given, "repeats");
  const c10::IValue& size = argument(given, "output_size");
  if (!size.isInt() || !integral(repeats)) return;
  int64_t total = 0;
  for (int64_t each : values(repeats)) {
    TORCH_CHECK_VALUE(each >= 0 && !__builtin_add_overflow(total, each, &total), "repeats are not negative, received ", each);
  }
  at::Tensor self = tensor(given, "self");
  if (self.defined() && repeats.numel() == 1) {
    int64_t dim = integer(given, "dim", -1);
    bool known = argument(given, "dim").isInt();
    int64_t copies = !known ? self.numel() : self.dim() == 0 ? 1 : self.size(c10::maybe_wrap_dim(dim, self.dim()));
    total *= copies;
  }
  TORCH_CHECK_VALUE(!repeats.is_cpu() || size.toInt() == total, "the repeats add up to ", total, ", output_size is ", size.toInt());
}

// --- classes

std::vector<int64_t> lengthsOf(const Given& given, const char* name) {
  at::Tensor list = tensor(given, name);
  return list.defined() ? values(list) : integers(given, name);
}

void alignedTargets(const Given& given) { // connectionist temporal classification
  at::Tensor probabilities = tensor(given, "log_probs"), targets = tensor(given, "targets");
  int64_t dims = probabilities.dim();
  if (dims != 2 && dims != 3) return;
  int64_t classes = probabilities.size(-1), steps = probabilities.size(0), batch = dims == 3 ? probabilities.size(1) : 1;
  int64_t blank = integer(given, "blank", 0);
  TORCH_CHECK_VALUE(blank >= 0 && blank < classes, "blank is 0 to ", classes - 1, ", received ", blank);
  if (!readable(targets) || !integral(targets)) return;
  std::vector<int64_t> list = values(targets), inputs = lengthsOf(given, "input_lengths"), lengths = lengthsOf(given, "target_lengths");
  TORCH_CHECK_VALUE(static_cast<int64_t>(lengths.size()) == batch && static_cast<int64_t>(inputs.size()) == batch,
                    "expected ", batch, " lengths of inputs and of targets, received ", inputs.size(), " and ", lengths.size());
  for (int64_t length : inputs)
    TORCH_CHECK_VALUE(length >= 0 && length <= steps, "an input length is 0 to ", steps, ", received ", length);
  bool rows = targets.dim() == 2; // else one behind the other
  TORCH_CHECK_VALUE(rows ? targets.size(0) == batch : targets.dim() == 1, "targets are (batch, length) or one list, received ",
                    targets.sizes());
  int64_t width = rows ? targets.size(1) : targets.numel(), next = 0;
  for (int64_t b = 0; b < batch; b++) {
    int64_t length = lengths[static_cast<size_t>(b)], from = rows ? b * width : next;
    TORCH_CHECK_VALUE(length >= 0 && length <= (rows ? width : width - next), "a target length of ", length,
                      " is more than the targets there are");
    for (int64_t i = from; i < from + length; i++) // what lies behind is padding, of any value
      TORCH_CHECK_INDEX(list[static_cast<size_t>(i)] >= 0 && list[static_cast<size_t>(i)] < classes, "targets are 0 to ",
                        classes - 1, ", received ", list[static_cast<size_t>(i)]);
    next += length;
  }
}

// What a loss was differentiated by: one number, or one for each example where they were not reduced.
void lossBack(const Given& given) {
  at::Tensor self = tensor(given, "self"), gradient = tensor(given, "grad_output");
  bool each = integer(given, "reduction", 1) == 0 && self.dim() > 1;
  int64_t expected = each ? self.size(0) : 1;
  TORCH_CHECK_VALUE(gradient.numel() == expected, "the gradient has ", expected, " numbers, received ", gradient.sizes());
}

void classesBack(const Given& given) {
  if (given.schema.name() == "aten::multi_margin_loss_backward") lossBack(given);
  at::Tensor self = tensor(given, "self"), target = tensor(given, "target");
  int64_t ignored = integer(given, "ignore_index", std::numeric_limits<int64_t>::min());
  if (self.dim() < 1 || !readable(target)) return;
  int64_t classes = self.dim() == 1 ? self.size(0) : self.size(1);
  for (int64_t value : values(target))
    TORCH_CHECK_INDEX(value == ignored || (value >= 0 && value < classes), "targets are 0 to ", classes - 1, ", received ", value);
}

// --- pivots, samples, modes

void pivoted(const Given& given) {
  bool symmetric = given.schema.name().find("ldl") != std::string::npos; // there a pair of rows has a negative pivot
  for (const char* name : {"pivots", "LU_pivots"}) {
    at::Tensor pivots = tensor(given, name);
    at::Tensor matrix = tensor(given, symmetric ? "LD" : "LU");
    if (!matrix.defined()) matrix = tensor(given, "LU_data");
    if (!pivots.defined() || !matrix.defined() || matrix.dim() < 2) continue;
    int64_t rows = matrix.size(-2), count = std::min(rows, matrix.size(-1));
    TORCH_CHECK_VALUE(integral(pivots) && pivots.dim() == matrix.dim() - 1 && pivots.size(-1) == count,
                      "pivots have an integer for each of the ", count, " rows, received ", pivots.sizes());
    std::vector<int64_t> list = values(pivots);
    for (size_t i = 0; symmetric && i < list.size(); i++) // two rows that were turned together have one negative pivot
      if (list[i] < 0 && ++i)
        TORCH_CHECK_INDEX(i < list.size() && i % static_cast<size_t>(count) != 0 && list[i] == list[i - 1],
                          "a negative pivot stands for two rows, and is there twice: received one ", list[i - 1]);
    for (int64_t pivot : list)
      TORCH_CHECK_INDEX(pivot != 0 && pivot <= rows && pivot >= (symmetric ? -rows : 1), "a pivot is 1 to ", rows, ", received ",
                        pivot);
  }
}

template <int kDims>
void sampled(const Given& given) {
  at::Tensor self = tensor(given, "self"), samples = tensor(given, "random_samples");
  if (self.dim() != kDims + 1 && self.dim() != kDims + 2) return;
  bool batched = self.dim() == kDims + 2;
  int64_t batch = batched ? self.size(0) : 1, channels = self.size(batched ? 1 : 0);
  TORCH_CHECK_VALUE(samples.scalar_type() == self.scalar_type(), "samples have the dtype of the input");
  sized(samples, {batch, channels, kDims}, "random_samples");
  Quiet quiet;
  TORCH_CHECK_VALUE(!readable(samples) || (samples.ge(0) & samples.lt(1)).all().item<bool>(), "samples are from 0 to below 1");
}

void gridded(const Given& given) {
  at::Tensor input = tensor(given, "input"), grid = tensor(given, "grid"), gradient = tensor(given, "grad_output");
  int64_t mode = integer(given, "interpolation_mode", 0), padding = integer(given, "padding_mode", 0), dims = input.dim() - 2;
  TORCH_CHECK_VALUE(mode >= 0 && mode <= 2 && padding >= 0 && padding <= 2, "modes are 0 to 2, received ", mode, " and ", padding);
  TORCH_CHECK_VALUE((dims == 2 || dims == 3) && grid.dim() == input.dim() && grid.size(-1) == dims && grid.size(0) == input.size(0),
                    "a grid of ", grid.sizes(), " does not fit an input of ", input.sizes());
  for (int64_t d = 2; d < input.dim(); d++) TORCH_CHECK_VALUE(input.size(d) > 0, "the input has no place: ", input.sizes());
  if (!gradient.defined()) return;
  std::vector<int64_t> expected{input.size(0), input.size(1)};
  for (int64_t d = 1; d + 1 < grid.dim(); d++) expected.push_back(grid.size(d));
  sized(gradient, expected, "the gradient");
}

// Sizes of the tensor are read for each index, and where it is empty written for each: more of them than dimensions lie behind.
void maskedIndices(const Given& given) {
  at::Tensor self = tensor(given, "self"), mask = tensor(given, "mask");
  auto indices = argument(given, "indices").toListRef();
  TORCH_CHECK_INDEX(static_cast<int64_t>(indices.size()) <= self.dim(), "a tensor of ", self.dim(), " dimensions takes as many indices at most, "
                    "received ", indices.size());
  auto dense = [](const at::Tensor& each, const char* name) {
    TORCH_CHECK_TYPE(each.layout() == at::kStrided, name, " is dense, received a tensor that is ", each.layout(), ": convert it with toDense()");
  };
  dense(mask, "mask");
  for (const c10::IValue& index : indices)
    if (index.isTensor() && index.toTensor().defined()) dense(index.toTensor(), "an index");
}

void renormed(const Given& given) {
  at::Tensor self = tensor(given, "self");
  if (self.dim() == 2) within(tensor(given, "indices"), 0, self.size(0), "indices");
}

void binned(const Given& given) {
  at::Tensor self = tensor(given, "self"), weight = tensor(given, "weight");
  std::vector<int64_t> bins = integers(given, "bins");
  TORCH_CHECK_VALUE(self.dim() >= 2, "expected points of two dimensions at least, received ", self.sizes());
  int64_t dims = self.size(-1);
  const c10::IValue &range = argument(given, "range"), &edges = argument(given, "bins");
  size_t count = edges.isTensorList() ? edges.toTensorList().size() : bins.size();
  TORCH_CHECK_VALUE(static_cast<int64_t>(count) == dims, "bins are given for each of the ", dims, " dimensions, received ", count);
  for (int64_t n : bins) TORCH_CHECK_VALUE(n > 0 && n < (1 << 24), "bins are 1 to ", (1 << 24) - 1, ", received ", n);
  TORCH_CHECK_VALUE(!range.isDoubleList() || range.toDoubleVector().size() == 2 * count, "range has a least and a greatest for each dimension");
  sized(weight, self.sizes().slice(0, self.dim() - 1), "weight");
}

void strided(const Given& given) { // a part of a tensor, said in steps
  at::Tensor self = tensor(given, "self");
  std::vector<int64_t> sizes = integers(given, "size"), strides = integers(given, "stride");
  TORCH_CHECK_VALUE(sizes.size() == strides.size(), "expected as many strides as sizes");
  __int128 last = integer(given, "storage_offset", self.storage_offset());
  TORCH_CHECK_VALUE(last >= 0, "the offset is negative");
  for (size_t d = 0; d < sizes.size(); d++) {
    TORCH_CHECK_VALUE(sizes[d] >= 0 && strides[d] >= 0, "sizes and strides are not negative");
    if (sizes[d] == 0) return;
    last += __int128(sizes[d] - 1) * strides[d];
  }
  int64_t there = static_cast<int64_t>(self.storage().nbytes() / self.element_size());
  TORCH_CHECK_VALUE(last < there, "the part reaches beyond the ", there, " elements there are");
}

void diagonals(const Given& given) {
  at::Tensor rows = tensor(given, "diagonals"), offsets = tensor(given, "offsets");
  std::vector<int64_t> shape = integers(given, "shape");
  if (shape.size() != 2 || rows.dim() < 1) return;
  within(offsets, -shape[0], shape[1] + 1, "offsets");
}

} // namespace

void addIndexChecks(Checks& table) {
  table.add(bagged, {"_embedding_bag", "_embedding_bag_forward_only", "embedding_bag"});
  table.add(bagsBack, {"_embedding_bag_backward", "_embedding_bag_dense_backward", "_embedding_bag_sparse_backward",
                       "_embedding_bag_per_sample_weights_backward"});
  table.add(segmented, {"segment_reduce"});
  table.add(segmentsBack, {"_segment_reduce_backward"});
  table.add(repeated, {"repeat_interleave"});
  table.add(alignedTargets, {"ctc_loss", "_ctc_loss"});
  table.add(classesBack, {"nll_loss_backward", "nll_loss2d_backward", "multi_margin_loss_backward"});
  table.add(lossBack, {"multilabel_margin_loss_backward"});
  table.add(pivoted, {"linalg_ldl_solve", "linalg_lu_solve", "lu_solve", "lu_unpack"});
  table.add(sampled<2>, {"fractional_max_pool2d"});
  table.add(sampled<3>, {"fractional_max_pool3d"});
  table.add(gridded, {"grid_sampler", "grid_sampler_2d", "grid_sampler_3d", "_grid_sampler_2d_cpu_fallback", "grid_sampler_2d_backward",
                      "grid_sampler_3d_backward", "_grid_sampler_2d_cpu_fallback_backward"});
  table.add(maskedIndices, {"_unsafe_masked_index", "_unsafe_masked_index_put_accumulate"});
  table.add(renormed, {"embedding_renorm", "embedding_renorm_"});
  table.add(binned, {"histogramdd", "_histogramdd_bin_edges", "_histogramdd_from_bin_cts", "_histogramdd_from_bin_tensors"});
  table.add(strided, {"as_strided_scatter"});
  table.add(diagonals, {"_spdiags"});
}

// Sparse tensors name places in numbers that anyone may write to: indices(), crowIndices(). No kernel looks at them.
void checkPlaces(const at::Tensor& tensor) {
  if (!tensor.is_cpu() || tensor.numel() == 0) return;
  Quiet quiet;
  if (tensor.layout() == at::kSparse) {
    at::Tensor indices = tensor._indices();
    for (int64_t d = 0; d < indices.size(0); d++) within(indices.select(0, d), 0, tensor.size(d), "indices of a sparse tensor");
    return;
  }
  bool rows = tensor.layout() == at::kSparseCsr || tensor.layout() == at::kSparseBsr;
  if (!rows && tensor.layout() != at::kSparseCsc && tensor.layout() != at::kSparseBsc) return;
  at::Tensor starts = rows ? tensor.crow_indices() : tensor.ccol_indices(), plain = rows ? tensor.col_indices() : tensor.row_indices();
  at::Tensor elements = tensor.values();
  int64_t batch = starts.dim() - 1, side = batch + (rows ? 1 : 0);
  bool blocks = tensor.layout() == at::kSparseBsr || tensor.layout() == at::kSparseBsc;
  int64_t width = blocks ? elements.size(side + 1) : 1;
  within(plain, 0, width > 0 ? tensor.size(side) / width : 0, "indices of a sparse tensor");
  std::vector<int64_t> list = values(starts);
  size_t count = static_cast<size_t>(starts.size(-1));
  for (size_t from = 0; count > 0 && from < list.size(); from += count) {
    rising(std::vector<int64_t>(list.begin() + from, list.begin() + from + count), plain.size(-1), "starts of a sparse tensor");
    TORCH_CHECK_VALUE(list[from] == 0 && list[from + count - 1] == plain.size(-1), "starts of a sparse tensor go from 0 to ",
                      plain.size(-1));
  }
}

} // namespace capstan
