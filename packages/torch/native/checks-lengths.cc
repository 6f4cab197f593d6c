// Numbers that say how long a kernel runs, whatever its tensors hold: an output's places, windows and their padding, degrees,
// parts. A call cannot be interrupted, and memory bounds a length only where each of its steps leaves an element behind.
#include "checks.h"

namespace capstan {

namespace {

constexpr int64_t kMost = 1 << 27; // steps: a second or so

// --- polynomials, parts, tuples

void degree(const Given& given) {
  constexpr double kLargest = 1 << 20;
  const c10::IValue& n = argument(given, "n");
  double largest = 0;
  Quiet quiet;
  if (n.isScalar())
    largest = n.toScalar().isComplex() ? 0 : n.toScalar().toDouble();
  else if (n.isTensor() && readable(n.toTensor()) && !n.toTensor().is_complex())
    largest = n.toTensor().nan_to_num(0).max().to(at::kDouble).item<double>();
  TORCH_CHECK_VALUE(largest <= kLargest, "a polynomial of degree ", largest, " would take too long: at most ", kLargest);
}

// As many views as sections are asked for, however few elements there are.
void sections(const Given& given) {
  constexpr int64_t most = 1 << 20;
  for (const char* name : {"sections", "tensor_indices_or_sections", "chunks"}) {
    const c10::IValue& value = argument(given, name);
    int64_t count = 0;
    if (value.isInt()) count = value.toInt();
    if (value.isTensor() && readable(value.toTensor()) && value.toTensor().dim() == 0 && integral(value.toTensor())) {
      Quiet quiet;
      count = value.toTensor().item<int64_t>();
    }
    TORCH_CHECK_VALUE(count <= most, "a tensor is split into at most ", most, " parts, received ", count);
  }
}

// All nʳ tuples are made first, and most thrown away.
void tuples(const Given& given) {
  int64_t r = integer(given, "r", 2), n = tensor(given, "self").numel();
  double count = std::pow(static_cast<double>(std::max<int64_t>(n, 2)), static_cast<double>(r));
  TORCH_CHECK_VALUE(r < 0 || count <= double(1 << 27), n, " elements to the power ", r, " are too many tuples");
}

void parallel(const Given& given) {
  int64_t parts = integer(given, "num_parallel", 0);
  TORCH_CHECK_VALUE(parts <= kMost, "at most ", kMost, " parts at once, received ", parts);
}

} // namespace

void addLengthChecks(Checks& table) {
  table.add(degree, {"special_chebyshev_polynomial_t", "special_chebyshev_polynomial_u", "special_chebyshev_polynomial_v",
                     "special_chebyshev_polynomial_w", "special_hermite_polynomial_h", "special_hermite_polynomial_he",
                     "special_laguerre_polynomial_l", "special_legendre_polynomial_p",
                     "special_shifted_chebyshev_polynomial_t", "special_shifted_chebyshev_polynomial_u",
                     "special_shifted_chebyshev_polynomial_v", "special_shifted_chebyshev_polynomial_w"});
  table.add(sections, {"tensor_split", "hsplit", "vsplit", "dsplit", "chunk", "unsafe_chunk"});
  table.add(tuples, {"combinations"});
  table.add(parallel, {"_test_parallel_materialize"});
}

// --- sizes and windows, of every operator that has them, by the names in its schema

// Which arguments they are; a look at the names when an operator is resolved, so that the others pay nothing for it.
std::vector<uint32_t> lengthsOf(const c10::FunctionSchema& schema) {
  const std::string& op = schema.name();
  bool windowed = op.find("pool") != std::string::npos || op.find("conv") != std::string::npos ||
                  schema.argumentIndexWithName("kernel_size");
  std::vector<uint32_t> list;
  for (size_t i = 0; i < schema.arguments().size(); i++) {
    const std::string& name = schema.arguments()[i].name();
    bool window = windowed && (name == "kernel_size" || name == "padding" || name == "dilation" || name == "stride");
    if (name == "output_size" || name == "input_size" || window) list.push_back(static_cast<uint32_t>(i));
  }
  return list;
}

void checkLengths(const c10::FunctionSchema& schema, const std::vector<uint32_t>& lengths, const torch::jit::Stack& stack) {
  for (uint32_t at : lengths) {
    if (!stack[at].isIntList()) continue;
    const std::string& name = schema.arguments()[at].name();
    const std::vector<int64_t> list = stack[at].toIntVector();
    if (name == "output_size" || name == "input_size") { // where one is 0 there is nothing to write, and the rest are counted through
      if (std::find(list.begin(), list.end(), 0) == list.end()) continue;
      double steps = 1;
      for (int64_t size : list) steps *= static_cast<double>(std::max<int64_t>(size, 1));
      TORCH_CHECK_VALUE(steps <= static_cast<double>(kMost), name, " of ", at::IntArrayRef(list), " has no elements, and more than ",
                        kMost, " places beside");
      continue;
    }
    // Beyond this the places of windows overflow; and a pool walks through its padding, step by step, for each of its outputs.
    bool walked = name == "padding" && schema.name().find("pool") != std::string::npos;
    int64_t most = walked ? int64_t(1) << 24 : std::numeric_limits<int32_t>::max();
    for (int64_t each : list) TORCH_CHECK_VALUE(each <= most, name, " is at most ", most, ", received ", each);
  }
}

} // namespace capstan
