// Classes of operators whose kernels, or whose formulas of autograd in front of them, count to the length of one argument and
// read the others: each class is checked as a whole, by the roles in its schemas, so that an operator added later is, too.
#include "checks.h"

namespace capstan {

namespace {

// _foreach_*: autograd saves element k of every list before a kernel compares the lengths.
void equallyLong(const Given& given) {
  const auto& arguments = given.schema.arguments();
  if (given.stack.empty() || !given.stack[0].isTensorList()) return;
  size_t expected = given.stack[0].toListRef().size();
  for (size_t i = 1; i < arguments.size(); i++) {
    if (!given.stack[i].isList()) continue;
    size_t count = given.stack[i].toListRef().size();
    TORCH_CHECK_VALUE(count == expected, arguments[i].name(), " has ", count, " elements for ", expected, " tensors of ",
                      arguments[0].name(), ": lists are equally long");
  }
}

// mkldnn_*: the library computes with the sizes of one tensor and reads the others. PyTorch checks in what is above them.

void multipliedBy(const Given& given, const at::Tensor& input) {
  at::Tensor weight = tensor(given, "weight"), gradient = tensor(given, "grad_output");
  std::vector<int64_t> shape = input.defined() ? input.sizes().vec() : integers(given, "input_size");
  TORCH_CHECK_VALUE(!shape.empty() && weight.defined() && weight.dim() == 2 && weight.size(1) == shape.back(),
                    "a linear layer takes inputs (…, in) and a weight (out, in), received ", c10::IntArrayRef(shape), " and ",
                    weight.sizes());
  sized(tensor(given, "bias"), {weight.size(0)}, "the bias");
  shape.back() = weight.size(0);
  sized(gradient, shape, "the gradient");
}

void multiplied(const Given& given) { // the linear layer and its backwards
  at::Tensor self = tensor(given, "self");
  multipliedBy(given, self.defined() ? self : tensor(given, "input"));
}

void linear(const Given& given) { // of an input of mkldnn it is mkldnn_linear
  if (at::Tensor input = tensor(given, "input"); input.defined() && input.is_mkldnn()) multipliedBy(given, input);
}

// Cells made of linear layers, which hand them whatever they are given.
void recurrentCell(const Given& given) {
  const c10::IValue& hx = argument(given, "hx");
  TORCH_CHECK_VALUE(!hx.isTensorList() || hx.toTensorList().size() == 2, "lstm_cell expects two hidden states, received ",
                    hx.isTensorList() ? hx.toTensorList().size() : 0);
  auto plain = [](const c10::IValue& value) {
    TORCH_CHECK_VALUE(!value.isTensor() || !value.toTensor().defined() || !value.toTensor().is_mkldnn(),
                      "recurrent cells take no tensors of mkldnn: convert them with toDense() first");
  };
  for (const c10::IValue& value : given.stack) {
    plain(value);
    if (value.isTensorList())
      for (const c10::IValue& each : value.toListRef()) plain(each);
  }
}

// The forward takes the window for a stride that is left out; the backward counts with the stride alone.
void stridden(const Given& given) {
  at::Tensor self = tensor(given, "self"), input = tensor(given, "input");
  bool backward = input.defined(), differentiated = self.defined() && self.requires_grad() && at::GradMode::is_enabled();
  TORCH_CHECK_VALUE(!integers(given, "stride").empty() || !(backward || differentiated),
                    "the backward of mkldnn's pooling does not take a stride that is left out for the window: give it, ",
                    at::IntArrayRef(integers(given, "kernel_size")), " for example");
}

void pooledBackwards(const Given& given) { // batch and channels stay as they are
  at::Tensor gradient = tensor(given, "grad_output"), output = tensor(given, "output"), input = tensor(given, "input");
  if (!input.defined()) input = tensor(given, "self");
  if (output.defined()) sized(gradient, output.sizes(), "the gradient");
  TORCH_CHECK_VALUE(input.dim() >= 3 && gradient.dim() == input.dim() && gradient.sizes().slice(0, 2) == input.sizes().slice(0, 2),
                    "a gradient of ", gradient.sizes(), " does not fit an input of ", input.sizes());
  if (given.schema.name().find("max_pool") != std::string::npos) stridden(given);
}

// Zeros of mkldnn are written four bytes at a time, whatever an element takes.
void zeroed(const Given& given) {
  const c10::IValue& dtype = argument(given, "dtype");
  const c10::IValue& layout = argument(given, "layout");
  at::Tensor self = tensor(given, "self");
  if (!self.defined()) self = tensor(given, "out");
  bool library = layout.isInt() ? static_cast<at::Layout>(layout.toInt()) == at::kMkldnn : self.defined() && self.is_mkldnn();
  if (!library) return;
  at::ScalarType type = dtype.isInt() ? static_cast<at::ScalarType>(dtype.toInt())
                        : self.defined() ? self.scalar_type()
                                         : at::kFloat;
  TORCH_CHECK_TYPE(type == at::kFloat, "zeros of mkldnn are float32, received ", type, ": make them dense and convert them");
}

} // namespace

Check checkOfClass(const std::string& name) {
  if (name.rfind("aten::_foreach_", 0) == 0) return equallyLong;
  if (name == "aten::linear") return linear;
  for (const char* each : {"zero_", "zero", "zeros", "zeros_like", "new_zeros"})
    if (name == std::string("aten::") + each) return zeroed;
  for (const char* each : {"lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"})
    if (name == std::string("aten::") + each) return recurrentCell;
  if (name.rfind("aten::mkldnn_", 0) != 0) return nullptr;
  if (name.rfind("aten::mkldnn_linear", 0) == 0) return multiplied;
  if (name.find("pool") != std::string::npos && name.find("backward") != std::string::npos) return pooledBackwards;
  if (name.rfind("aten::mkldnn_max_pool", 0) == 0) return stridden;
  return nullptr;
}

} // namespace capstan
