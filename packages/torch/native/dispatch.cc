// The one boxed entry into PyTorch's dispatcher: any operator by its schema, no operator by hand.
//
// JavaScript resolves a name once (resolve) and gets, for each overload, a number and the kinds of its arguments. A call
// writes the number and the arguments into the command buffer; results come back in the same cells.
#include "engine.h"
#include "random.h"

#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

#include <unordered_map>

namespace capstan {

// layouts.cc: arguments that an operator writes its results into, where they are of their own kind; and the look at them
std::vector<uint32_t> destinationsOf(const c10::FunctionSchema& schema);
void checkLayouts(const c10::FunctionSchema& schema, const std::vector<uint32_t>& destinations, const torch::jit::Stack& stack);
// checks-lengths.cc: arguments that say how long a kernel runs; and the look at them
std::vector<uint32_t> lengthsOf(const c10::FunctionSchema& schema);
void checkLengths(const c10::FunctionSchema& schema, const std::vector<uint32_t>& lengths, const torch::jit::Stack& stack);
void registerTransforms(napi_env env, napi_value exports); // transforms.cc

namespace {

Kind kindOf(const c10::TypePtr& type, bool& optional) {
  switch (type->kind()) {
    case c10::TypeKind::OptionalType:
      optional = true;
      return kindOf(type->castRaw<c10::OptionalType>()->getElementType(), optional);
    case c10::TypeKind::TensorType:
      return Kind::Tensor;
    case c10::TypeKind::NumberType:
      return Kind::Scalar;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      return Kind::Int;
    case c10::TypeKind::FloatType:
    case c10::TypeKind::SymFloatType:
      return Kind::Float;
    case c10::TypeKind::BoolType:
    case c10::TypeKind::SymBoolType:
      return Kind::Bool;
    case c10::TypeKind::StringType:
      return Kind::String;
    case c10::TypeKind::ScalarTypeType:
      return Kind::Dtype;
    case c10::TypeKind::LayoutType:
      return Kind::Layout;
    case c10::TypeKind::MemoryFormatType:
      return Kind::MemoryFormat;
    case c10::TypeKind::DeviceObjType:
      return Kind::Device;
    case c10::TypeKind::GeneratorType:
      return Kind::Generator;
    case c10::TypeKind::ListType: {
      const c10::TypePtr& element = type->castRaw<c10::ListType>()->getElementType();
      bool optionalElement = false;
      switch (kindOf(element, optionalElement)) {
        case Kind::Tensor:
          return optionalElement ? Kind::OptionalTensorList : Kind::TensorList;
        case Kind::Int:
          return Kind::IntList;
        case Kind::Float:
          return Kind::FloatList;
        case Kind::Bool:
          return Kind::BoolList;
        case Kind::Scalar:
          return Kind::ScalarList;
        default:
          return Kind::Unsupported;
      }
    }
    default:
      return Kind::Unsupported;
  }
}

// Reads arguments from the command buffer in the order in which JavaScript wrote them.
struct Reader {
  const double* at;
  const double* end;

  double next() {
    TORCH_CHECK_VALUE(at < end, "the command buffer ended inside an argument");
    return *at++;
  }
  int64_t bits() {
    int64_t value;
    double raw = next();
    memcpy(&value, &raw, sizeof value);
    return value;
  }
  size_t length() {
    size_t n = static_cast<size_t>(next());
    TORCH_CHECK_VALUE(n <= static_cast<size_t>(end - at), "a list is longer than the command buffer");
    return n;
  }
  size_t index() { // of a table; out of its range where the number is none
    double value = next();
    return value >= 0 && value < 9e15 ? static_cast<size_t>(value) : std::numeric_limits<size_t>::max();
  }
  int64_t integer(int tag) { return tag == kBigInt ? bits() : static_cast<int64_t>(next()); }
  at::Scalar scalar(int tag) {
    switch (tag) {
      case kNumber:
      case kBigInt:
        return at::Scalar(integer(tag));
      case kBool:
        return at::Scalar(next() != 0);
      case kComplex: {
        double real = next();
        return at::Scalar(c10::complex<double>(real, next()));
      }
      default:
        return at::Scalar(next());
    }
  }
  at::Tensor tensor() {
    Handle handle = static_cast<Handle>(next());
    return handle ? engine->tensor(handle) : at::Tensor();
  }
};

c10::IValue readList(Reader& in, const Argument& argument, int tag) {
  if (tag == kDouble) { // one number for a list of fixed length
    double value = in.next();
    if (argument.kind == Kind::FloatList) return c10::IValue(std::vector<double>(argument.fixed, value));
    if (argument.kind == Kind::BoolList) return c10::IValue(c10::List<bool>({value != 0}));
    return c10::IValue(std::vector<int64_t>(argument.fixed, static_cast<int64_t>(value)));
  }
  size_t n = in.length();
  if (argument.kind == Kind::IntList) {
    std::vector<int64_t> values(n);
    for (auto& value : values) value = static_cast<int64_t>(in.next());
    return c10::IValue(std::move(values));
  }
  if (argument.kind == Kind::FloatList) {
    std::vector<double> values(n);
    for (auto& value : values) value = in.next();
    return c10::IValue(std::move(values));
  }
  c10::List<bool> values;
  values.reserve(n);
  for (size_t i = 0; i < n; i++) values.push_back(in.next() != 0);
  return c10::IValue(std::move(values));
}

c10::IValue read(Reader& in, const Argument& argument) {
  if (argument.kind == Kind::Tensor) {
    at::Tensor value = in.tensor();
    return value.defined() ? c10::IValue(std::move(value)) : c10::IValue();
  }
  int tag = static_cast<int>(in.next());
  if (tag == kDefault) {
    TORCH_CHECK_TYPE(argument.hasFallback, "an argument without a default was left out");
    return argument.fallback;
  }
  if (tag == kNone) return c10::IValue();
  switch (argument.kind) {
    case Kind::TensorList: {
      size_t n = in.length();
      c10::List<at::Tensor> list;
      list.reserve(n);
      for (size_t i = 0; i < n; i++) list.push_back(in.tensor());
      return c10::IValue(std::move(list));
    }
    case Kind::OptionalTensorList: {
      size_t n = in.length();
      c10::List<std::optional<at::Tensor>> list;
      list.reserve(n);
      for (size_t i = 0; i < n; i++) {
        at::Tensor value = in.tensor();
        list.push_back(value.defined() ? std::make_optional(std::move(value)) : std::nullopt);
      }
      return c10::IValue(std::move(list));
    }
    case Kind::Scalar:
      return c10::IValue(in.scalar(tag));
    case Kind::ScalarList: {
      size_t n = in.length();
      c10::List<at::Scalar> list;
      list.reserve(n);
      for (size_t i = 0; i < n; i++) {
        int elementTag = static_cast<int>(in.next());
        list.push_back(in.scalar(elementTag));
      }
      return c10::IValue(std::move(list));
    }
    case Kind::Int:
    case Kind::Dtype:
    case Kind::Layout:
    case Kind::MemoryFormat:
      return c10::IValue(in.integer(tag));
    case Kind::Float:
      return c10::IValue(in.next());
    case Kind::Bool:
      return c10::IValue(in.next() != 0);
    case Kind::String:
      return c10::IValue(engine->strings.at(in.index()));
    case Kind::IntList:
    case Kind::FloatList:
    case Kind::BoolList:
      return readList(in, argument, tag);
    case Kind::Device: {
      auto type = static_cast<c10::DeviceType>(static_cast<int>(in.next()));
      return c10::IValue(c10::Device(type, static_cast<c10::DeviceIndex>(in.next())));
    }
    case Kind::Generator:
      return c10::IValue(engine->generators.at(in.index()));
    default:
      TORCH_CHECK_TYPE(false, "an argument of this type cannot be passed from JavaScript");
  }
}

struct Writer {
  size_t at = 0;
  std::vector<Handle> kept;
  ~Writer() { // JavaScript never sees the handles of results that could not all be written
    for (Handle handle : kept) engine->release(handle);
  }
  void done() { kept.clear(); }
  void put(double value) {
    engine->reserve(at + 2, at);
    engine->cells[at++] = value;
  }
  void tensor(at::Tensor value) {
    Handle handle = engine->keep(std::move(value));
    if (handle) kept.push_back(handle);
    put(handle);
  }
  void integer(int64_t value) {
    if (value >= -9007199254740991 && value <= 9007199254740991) {
      put(kNumber);
      put(static_cast<double>(value));
    } else {
      put(kBigInt);
      double raw;
      memcpy(&raw, &value, sizeof raw);
      put(raw);
    }
  }
  void scalar(const at::Scalar& value) {
    if (value.isBoolean()) {
      put(kBool);
      put(value.toBool());
    } else if (value.isIntegral(false)) {
      integer(value.toLong());
    } else if (value.isComplex()) {
      put(kComplex);
      put(value.toComplexDouble().real());
      put(value.toComplexDouble().imag());
    } else {
      put(kDouble);
      put(value.toDouble());
    }
  }
};

void write(Writer& out, Kind kind, c10::IValue&& value) {
  if (value.isTensor()) return out.tensor(std::move(value).toTensor());
  if (kind == Kind::Tensor) return out.put(0); // None
  if (value.isNone()) return out.put(kNone);
  if (value.isTensorList()) {
    auto list = value.toTensorVector();
    out.put(kNumber);
    out.put(static_cast<double>(list.size()));
    for (at::Tensor& tensor : list) out.tensor(std::move(tensor));
  } else if (value.isBool()) {
    out.put(kBool);
    out.put(value.toBool());
  } else if (value.isInt()) {
    out.integer(value.toInt());
  } else if (value.isDouble()) {
    out.put(kDouble);
    out.put(value.toDouble());
  } else if (value.isScalar()) {
    out.scalar(value.toScalar());
  } else if (value.isIntList()) {
    auto list = value.toIntVector();
    out.put(kNumber);
    out.put(static_cast<double>(list.size()));
    for (int64_t element : list) out.put(static_cast<double>(element));
  } else if (value.isDoubleList()) {
    auto list = value.toDoubleVector();
    out.put(kNumber);
    out.put(static_cast<double>(list.size()));
    for (double element : list) out.put(element);
  } else {
    TORCH_CHECK_TYPE(false, "the operator returned a ", value.tagKind(), ", which has no form in JavaScript");
  }
}

struct StackFrame {
  torch::jit::Stack& stack;
  StackFrame() : stack(take()) {}
  ~StackFrame() {
    stack.clear();
    engine->depth--;
  }
  static torch::jit::Stack& take() {
    if (engine->depth == engine->stacks.size()) {
      engine->stacks.push_back(std::make_unique<torch::jit::Stack>());
      engine->stacks.back()->reserve(32);
    }
    return *engine->stacks[engine->depth++];
  }
};

// Whether its sizes and strides reach beyond its memory.
bool overreaches(const at::Tensor& tensor) {
  if (!tensor.defined() || tensor.layout() != at::kStrided || !tensor.has_storage() || tensor.is_meta()) return false;
  __int128 last = tensor.storage_offset();
  for (int64_t d = 0; d < tensor.dim(); d++) {
    if (tensor.size(d) == 0) return false;
    last += __int128(tensor.size(d) - 1) * tensor.stride(d);
  }
  return (last + 1) * static_cast<int64_t>(tensor.element_size()) >
         static_cast<__int128>(tensor.unsafeGetTensorImpl()->unsafe_storage().nbytes());
}

// PyTorch gives an output its new shape before it has memory for it, and keeps the shape where there is none. Reading
// such a tensor would end the process: it is left empty.
struct Resized {
  std::vector<at::Tensor> tensors;
  Resized(const std::vector<uint32_t>& arguments, const torch::jit::Stack& stack) {
    for (uint32_t i : arguments)
      if (stack[i].isTensor()) tensors.push_back(stack[i].toTensor());
  }
  void done() { tensors.clear(); }
  ~Resized() {
    for (at::Tensor& tensor : tensors) {
      try {
        if (!overreaches(tensor)) continue;
        tensor.unsafeGetTensorImpl()->set_storage_offset(0);
        tensor.unsafeGetTensorImpl()->set_sizes_contiguous({0});
      } catch (...) {
        // Its metadata may not change: then the operator could not change them either.
      }
    }
  }
};

// By the operator's number: whether it may draw from the default generator, what it writes into, what says how long it runs.
thread_local std::vector<bool> seeded;
thread_local std::vector<std::vector<uint32_t>> destinations, lengths;

// call(): cells[0] is the operator's number, then its arguments; results replace them from cells[0].
napi_value Call(napi_env env, napi_callback_info) {
  return guard(env, [&]() -> napi_value {
    size_t index = static_cast<size_t>(engine->cells[0]);
    TORCH_CHECK_VALUE(index < engine->operators.size(), "no such operator");
    // A copy of what is needed: operators may grow while a hook resolves others.
    const c10::OperatorHandle handle = engine->operators[index].handle;
    StackFrame frame;
    Reader in{engine->cells + 1, engine->cells + engine->capacity};
    for (const Argument& argument : engine->operators[index].arguments) frame.stack.push_back(read(in, argument));
    checkLayouts(handle.schema(), destinations[index], frame.stack);
    checkLengths(handle.schema(), lengths[index], frame.stack);
    if (Check check = engine->operators[index].check) check({handle.schema(), frame.stack});
    if (!calling.load(std::memory_order_relaxed)) noteCalling();
    Resized resized(engine->operators[index].resized, frame.stack);
    Draws draws(seeded[index]);
    handle.callBoxed(frame.stack);
    resized.done();
    if (engine->thrown) throw JavaScriptError(); // an observer threw
    const Operator& op = engine->operators[index];
    TORCH_CHECK(frame.stack.size() == op.returns.size(), "the operator returned ", frame.stack.size(),
                " values, its schema says ", op.returns.size());
    if (op.returns.size() == 1 && op.aliases[0] < 0 && frame.stack[0].isTensor()) { // nearly every call
      engine->cells[0] = engine->keep(std::move(frame.stack[0]).toTensor());
      return nullptr;
    }
    Writer out;
    for (size_t i = 0; i < op.returns.size(); i++)
      if (op.aliases[i] < 0) write(out, op.returns[i], std::move(frame.stack[i]));
    out.done();
    return nullptr;
  });
}

napi_value array(napi_env env, size_t length) {
  napi_value result;
  check(env, napi_create_array_with_length(env, length, &result));
  return result;
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

// The schemas of all overloads of each operator name.
const std::unordered_map<std::string, std::vector<std::string>>& overloads() {
  static std::mutex lock;
  static size_t seen = 0;
  static std::unordered_map<std::string, std::vector<std::string>> table;
  std::lock_guard<std::mutex> guard(lock);
  auto names = c10::Dispatcher::singleton().getAllOpNames();
  if (names.size() != seen) { // a library loaded since may have added some
    table.clear();
    for (auto& name : names) table[name.name].push_back(name.overload_name);
    seen = names.size();
  }
  return table;
}

napi_value describe(napi_env env, const c10::OperatorHandle& handle) {
  const c10::FunctionSchema& schema = handle.schema();
  const std::string& name = schema.name();
  Operator op{handle, {}, {}, {}, {}, checkOf(name)};
  bool resizes = name.find("resize") != std::string::npos;
  napi_value result;
  check(env, napi_create_object(env, &result));
  napi_value arguments = array(env, schema.arguments().size());
  for (size_t i = 0; i < schema.arguments().size(); i++) {
    const c10::Argument& argument = schema.arguments()[i];
    bool optional = false;
    Kind kind = kindOf(argument.real_type(), optional);
    int32_t fixed = argument.N().value_or(0);
    bool hasFallback = argument.default_value().has_value() || (kind == Kind::Unsupported && optional);
    op.arguments.push_back(
        {kind, fixed, argument.default_value().value_or(c10::IValue()), hasFallback});
    if (argument.alias_info() && argument.alias_info()->isWrite() && (argument.kwarg_only() || resizes))
      op.resized.push_back(static_cast<uint32_t>(i));
    napi_value entry;
    check(env, napi_create_object(env, &entry));
    set(env, entry, "name", string(env, argument.name()));
    set(env, entry, "type", string(env, argument.real_type()->str()));
    set(env, entry, "kind", number(env, static_cast<double>(kind)));
    set(env, entry, "fixed", number(env, fixed));
    set(env, entry, "optional", boolean(env, optional));
    set(env, entry, "hasDefault", boolean(env, argument.default_value().has_value()));
    set(env, entry, "keyword", boolean(env, argument.kwarg_only()));
    set(env, entry, "written", boolean(env, argument.alias_info() && argument.alias_info()->isWrite()));
    check(env, napi_set_element(env, arguments, i, entry));
  }
  napi_value returns = array(env, schema.returns().size());
  for (size_t i = 0; i < schema.returns().size(); i++) {
    const c10::Argument& value = schema.returns()[i];
    bool optional = false;
    Kind kind = kindOf(value.real_type(), optional);
    int32_t alias = -1;
    if (kind == Kind::Tensor && value.alias_info() && value.alias_info()->isWrite()) {
      for (size_t k = 0; k < schema.arguments().size(); k++) {
        const c10::AliasInfo* written = schema.arguments()[k].alias_info();
        if (written && *written == *value.alias_info() && op.arguments[k].kind == Kind::Tensor) alias = k;
      }
    }
    op.returns.push_back(kind);
    op.aliases.push_back(alias);
    napi_value entry;
    check(env, napi_create_object(env, &entry));
    set(env, entry, "kind", number(env, static_cast<double>(kind)));
    set(env, entry, "name", string(env, value.name()));
    set(env, entry, "type", string(env, value.real_type()->str()));
    set(env, entry, "alias", number(env, alias));
    check(env, napi_set_element(env, returns, i, entry));
  }
  set(env, result, "index", number(env, static_cast<double>(engine->operators.size())));
  set(env, result, "overload", string(env, schema.overload_name()));
  set(env, result, "arguments", arguments);
  set(env, result, "returns", returns);
  engine->operators.push_back(std::move(op));
  seeded.push_back(handle.hasTag(at::Tag::nondeterministic_seeded));
  destinations.push_back(destinationsOf(schema));
  lengths.push_back(lengthsOf(schema));
  return result;
}

// resolve("aten::add") → the overloads' descriptions; an empty array where there is none.
napi_value Resolve(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    std::string name = arguments.string(0);
    napi_value result = array(env, 0);
    auto found = overloads().find(name);
    if (found == overloads().end()) return result;
    uint32_t count = 0;
    for (const std::string& overload : found->second) {
      auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
      if (handle) check(env, napi_set_element(env, result, count++, describe(env, *handle)));
    }
    return result;
  });
}

// names() → every registered operator as "namespace::name".
napi_value Names(napi_env env, napi_callback_info) {
  return guard(env, [&] {
    napi_value result = array(env, 0);
    uint32_t count = 0;
    for (auto& entry : overloads()) check(env, napi_set_element(env, result, count++, string(env, entry.first)));
    return result;
  });
}

// schemas("aten::add") → the schemas as PyTorch prints them.
napi_value Schemas(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    std::string name = arguments.string(0);
    napi_value result = array(env, 0);
    auto found = overloads().find(name);
    if (found == overloads().end()) return result;
    uint32_t count = 0;
    for (const std::string& overload : found->second) {
      auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
      if (!handle) continue;
      std::ostringstream text;
      text << handle->schema();
      check(env, napi_set_element(env, result, count++, string(env, text.str())));
    }
    return result;
  });
}

// intern(text) → the number by which calls name this string.
napi_value Intern(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    engine->strings.push_back(arguments.string(0));
    return number(env, static_cast<double>(engine->strings.size() - 1));
  });
}

// reserve(count, used): a longer command buffer that keeps its first `used` cells.
napi_value Reserve(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    int64_t count = arguments.integer(0);
    TORCH_CHECK_VALUE(count >= 0 && count <= (int64_t(1) << 28), "a command of ", count, " cells is too long");
    engine->reserve(static_cast<size_t>(count), static_cast<size_t>(arguments.integer(1)));
    return nullptr;
  });
}

} // namespace

void registerDispatch(napi_env env, napi_value exports) {
  registerTransforms(env, exports);
  define(env, exports,
         {{"call", Call},
          {"resolve", Resolve},
          {"names", Names},
          {"schemas", Schemas},
          {"intern", Intern},
          {"reserve", Reserve}});
}

} // namespace capstan
