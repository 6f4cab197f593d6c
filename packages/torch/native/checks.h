// What the files of checks share: an operator's arguments by name, and looks at the numbers in them.
#pragma once
#include "engine.h"

#include <unordered_map>

namespace capstan {

struct Checks : std::unordered_map<std::string, Check> {
  void add(Check check, std::initializer_list<const char*> names) {
    for (const char* each : names) emplace(std::string("aten::") + each, check);
  }
};

void addIndexChecks(Checks& table); // checks-indices.cc
void addLengthChecks(Checks& table); // checks-lengths.cc
void addSavedChecks(Checks& table); // checks-saved.cc
Check checkOfClass(const std::string& name); // checks-classes.cc: of _foreach_* and mkldnn_*

inline const c10::IValue& argument(const Given& given, const char* name) {
  static const c10::IValue none;
  auto index = given.schema.argumentIndexWithName(name);
  return index ? given.stack[static_cast<size_t>(*index)] : none;
}

inline at::Tensor tensor(const Given& given, const char* name) {
  const c10::IValue& value = argument(given, name);
  return value.isTensor() ? value.toTensor() : at::Tensor();
}

inline std::vector<int64_t> integers(const Given& given, const char* name) {
  const c10::IValue& value = argument(given, name);
  return value.isIntList() ? value.toIntVector() : std::vector<int64_t>();
}

inline int64_t integer(const Given& given, const char* name, int64_t otherwise) {
  const c10::IValue& value = argument(given, name);
  return value.isInt() ? value.toInt() : otherwise;
}

inline bool integral(const at::Tensor& tensor) { return tensor.defined() && at::isIntegralType(tensor.scalar_type(), true); }

// Only where looking at elements is no wait for another device.
inline bool readable(const at::Tensor& tensor) {
  return tensor.defined() && tensor.is_cpu() && tensor.layout() == at::kStrided && tensor.numel() > 0;
}

struct Quiet { // looks at values without leaving a trace in autograd or the profiler
  at::NoGradGuard noGrad;
  at::DisableRecordFunctionGuard unrecorded;
};

// The numbers of an index tensor on the CPU, whatever its width and strides.
inline std::vector<int64_t> values(const at::Tensor& indices) {
  if (!readable(indices) || !integral(indices)) return {};
  Quiet quiet;
  at::Tensor list = indices.detach().to(at::kLong).contiguous();
  const int64_t* data = list.const_data_ptr<int64_t>();
  return std::vector<int64_t>(data, data + list.numel());
}

// Every one of them is from `least` to below `end`. One look at each and no copy: it stands before every call.
inline void within(const at::Tensor& indices, int64_t least, int64_t end, const char* name) {
  auto scan = [&](auto zero) {
    using T = decltype(zero);
    const T* data = indices.const_data_ptr<T>();
    for (int64_t i = 0, n = indices.numel(); i < n; i++)
      TORCH_CHECK_INDEX(data[i] >= least && data[i] < end, name, " are ", least, " to ", end - 1, ", received ", data[i]);
  };
  if (!readable(indices)) return;
  if (indices.is_contiguous() && indices.scalar_type() == at::kLong) return scan(int64_t());
  if (indices.is_contiguous() && indices.scalar_type() == at::kInt) return scan(int32_t());
  for (int64_t value : values(indices))
    TORCH_CHECK_INDEX(value >= least && value < end, name, " are ", least, " to ", end - 1, ", received ", value);
}

inline void sized(const at::Tensor& given, at::IntArrayRef expected, const char* name) {
  TORCH_CHECK_VALUE(!given.defined() || given.sizes() == expected, name, " has the shape ", expected, ", received ",
                    given.sizes());
}

} // namespace capstan
