// Where a result is written: kernels are chosen by all arguments together, and then write into their destination as if it were
// laid out as the rest. A sparse tensor has no memory to write to, a tensor on meta none at all, a quantised one is of bytes.
#include "engine.h"

#include <unordered_set>

namespace capstan {

namespace {

// Whose kernels take destinations that differ from what is written: by name, without the underscore at the end.
bool mixes(const std::string& schema) {
  if (schema.rfind("aten::", 0) != 0) return true; // a library's own operators know what they take
  std::string name = schema.substr(6);
  for (const char* part : {"sparse", "csr", "dense", "quant", "mkldnn", "nested", "int_repr", "q_per_channel", "resize_as"})
    if (name.find(part) != std::string::npos) return true;
  static const std::unordered_set<std::string> names{
      "add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide",                    // sparse and dense
      "mm", "mv", "bmm", "matmul", "addmm", "addmv", "baddbmm", "sspaddmm", "hspmm", "triangular_solve", // sparse factors
      "copy_", "set_", "set_data", "_copy_from", "_copy_from_and_resize",                             // check it themselves
  };
  if (names.count(name)) return true;
  if (name.back() == '_') name.pop_back();
  return name != "copy" && name != "set" && names.count(name) > 0;
}

const char* kindOf(const at::Tensor& tensor) {
  if (tensor.is_meta()) return "on meta";
  if (tensor.is_nested()) return "nested";
  if (tensor.is_quantized()) return "quantized";
  switch (tensor.layout()) {
    case at::kStrided: return "dense";
    case at::kSparse: return "sparse (COO)";
    case at::kSparseCsr: return "sparse (CSR)";
    case at::kSparseCsc: return "sparse (CSC)";
    case at::kSparseBsr: return "sparse (BSR)";
    case at::kSparseBsc: return "sparse (BSC)";
    default: return "of mkldnn";
  }
}

// A number beside tensors, and indices and masks, are as they are for every kind.
bool compared(const at::Tensor& destination, const at::Tensor& other) {
  if (!other.defined()) return false;
  bool plain = !destination.is_meta() && !other.is_meta() && destination.layout() == other.layout();
  if (plain && destination.is_quantized()) return other.dim() > 0 && !at::isIntegralType(other.scalar_type(), true);
  return other.dim() > 0 || destination.layout() != at::kStrided || other.layout() != at::kStrided;
}

// What looks at a tensor without elements, or makes another kind of it, computes nothing.
bool leaves(const std::string& schema) {
  static const std::unordered_set<std::string> names{"aten::to_dense", "aten::_to_dense", "aten::mkldnn_to_dense", "aten::detach",
                                                     "aten::alias"};
  return names.count(schema) > 0;
}

template <typename Visit>
void each(const c10::IValue& value, Visit visit) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) visit(value.toTensor());
  } else if (value.isTensorList() || value.isOptionalTensorList()) {
    for (const c10::IValue& element : value.toListRef())
      if (element.isTensor() && element.toTensor().defined()) visit(element.toTensor());
  }
}

bool plain(const at::Tensor& tensor) {
  constexpr c10::DispatchKeySet unusual = c10::DispatchKeySet(
      {c10::DispatchKey::Sparse, c10::DispatchKey::SparseCsr, c10::DispatchKey::Quantized, c10::DispatchKey::NestedTensor});
  return tensor.layout() == at::kStrided && !tensor.is_meta() && !tensor.key_set().has_any(unusual);
}

} // namespace

std::vector<uint32_t> destinationsOf(const c10::FunctionSchema& schema) {
  std::vector<uint32_t> list;
  if (mixes(schema.name())) return list;
  for (size_t i = 0; i < schema.arguments().size(); i++) {
    const c10::AliasInfo* alias = schema.arguments()[i].alias_info();
    if (alias && alias->isWrite()) list.push_back(static_cast<uint32_t>(i));
  }
  if (schema.name() == "aten::copy") list.push_back(0); // into a tensor as the first one is
  return list;
}

void checkLayouts(const c10::FunctionSchema& schema, const std::vector<uint32_t>& destinations, const torch::jit::Stack& stack) {
  bool usual = true;
  for (const c10::IValue& value : stack)
    each(value, [&](const at::Tensor& tensor) {
      if (plain(tensor)) return;
      usual = false;
      TORCH_CHECK_VALUE(tensor.layout() != at::kMkldnn || tensor.numel() > 0 || leaves(schema.name()), "a tensor of mkldnn of ",
                        tensor.sizes(), " has no elements, and the library divides by their number: convert it with toDense() first");
      if (tensor.layout() != at::kStrided) checkPlaces(tensor);
    });
  if (usual) return;
  const auto& arguments = schema.arguments();
  for (uint32_t to : destinations)
    each(stack[to], [&](const at::Tensor& destination) {
      for (size_t from = 0; from < stack.size(); from++)
        each(stack[from], [&](const at::Tensor& other) {
          if (!compared(destination, other)) return;
          std::string_view written = kindOf(destination), given = kindOf(other);
          TORCH_CHECK_TYPE(written == given, arguments[to].name(), " is ", written, " and ", arguments[from].name(), " is ", given,
                           ": results are written into tensors of their own kind only; convert one of the two first, with toDense() or "
                           "to() for example");
        });
    });
}

} // namespace capstan
