// Tensors from and to JavaScript memory, their facts, and their lifetime.
#include "engine.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace capstan {

namespace {

struct Bytes {
  void* data = nullptr;
  size_t length = 0;
  napi_value owner = nullptr; // the ArrayBuffer
};

// The memory behind a typed array, an ArrayBuffer or a SharedArrayBuffer.
Bytes bytesOf(napi_env env, napi_value value) {
  Bytes bytes;
  bool is = false;
  napi_is_typedarray(env, value, &is);
  if (is) {
    napi_typedarray_type type;
    size_t length, offset;
    check(env, napi_get_typedarray_info(env, value, &type, &length, &bytes.data, &bytes.owner, &offset));
    static const size_t widths[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
    TORCH_CHECK_TYPE(static_cast<size_t>(type) < sizeof widths / sizeof *widths, "an unknown kind of typed array");
    bytes.length = length * widths[type];
    return bytes;
  }
  napi_is_arraybuffer(env, value, &is);
  TORCH_CHECK_TYPE(is, "expected a typed array");
  check(env, napi_get_arraybuffer_info(env, value, &bytes.data, &bytes.length));
  bytes.owner = value;
  return bytes;
}

at::ScalarType dtypeOf(int64_t code) {
  TORCH_CHECK_TYPE(code >= 0 && code < static_cast<int64_t>(at::ScalarType::NumOptions), "no dtype has the number ",
                   code);
  return static_cast<at::ScalarType>(code);
}

std::vector<int64_t> shapeFromCells(size_t from, size_t count) {
  TORCH_CHECK_VALUE(from + count <= engine->capacity, "the shape is longer than the command buffer");
  std::vector<int64_t> shape(count);
  for (size_t i = 0; i < count; i++) {
    double size = engine->cells[from + i];
    TORCH_CHECK_VALUE(std::abs(size) <= 9007199254740991.0 && size == std::floor(size), "a size is no integer: ", size);
    shape[i] = static_cast<int64_t>(size);
  }
  return shape;
}

size_t bytesFor(const std::vector<int64_t>& shape, at::ScalarType dtype) {
  size_t total = c10::elementSize(dtype);
  for (int64_t size : shape) {
    TORCH_CHECK_VALUE(size >= 0, "a size is negative: ", size);
    TORCH_CHECK_VALUE(!__builtin_mul_overflow(total, static_cast<size_t>(size), &total), "the shape overflows");
  }
  return total;
}

// JavaScript memory that a tensor borrows. Whoever drops the last reference, on whatever thread: the array buffer is let
// go at the engine's next call.
struct Borrowed {
  std::shared_ptr<Orphans> orphans;
  napi_ref ref;
};

void giveBack(void* context) {
  std::unique_ptr<Borrowed> borrowed(static_cast<Borrowed*>(context));
  borrowed->orphans->add(borrowed->ref);
}

// fromMemory(array, dtype, ndim, copy): a tensor over the array's memory, or a copy of it. The shape is in the cells.
// What is not copied must be memory that nobody can detach: shared memory, or a buffer that JavaScript gave up.
napi_value FromMemory(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    Bytes bytes = bytesOf(env, arguments.values[0]);
    at::ScalarType dtype = dtypeOf(arguments.integer(1));
    std::vector<int64_t> shape = shapeFromCells(0, static_cast<size_t>(arguments.integer(2)));
    size_t needed = bytesFor(shape, dtype);
    TORCH_CHECK_VALUE(needed == bytes.length, "shape ", at::IntArrayRef(shape), " of ", c10::toString(dtype), " needs ",
                      needed, " bytes, the array holds ", bytes.length);
    at::TensorOptions options(dtype);
    bool aligned = reinterpret_cast<uintptr_t>(bytes.data) % c10::elementSize(dtype) == 0;
    if (arguments.boolean(3) || needed == 0 || !aligned) {
      at::Tensor tensor = at::empty(shape, options);
      if (needed) memcpy(tensor.data_ptr(), bytes.data, needed);
      return handle(env, std::move(tensor));
    }
    auto borrowed = std::make_unique<Borrowed>(Borrowed{engine->orphans, nullptr});
    check(env, napi_create_reference(env, bytes.owner, 1, &borrowed->ref));
    at::TensorMaker maker = at::for_blob(bytes.data, shape);
    maker.context(borrowed.release(), giveBack).options(options);
    return handle(env, maker.make_tensor());
  });
}

// read(handle, array): copies the elements, contiguous, into the array, which must have exactly their bytes.
napi_value Read(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::Tensor tensor = arguments.tensor(0).detach().resolve_conj().resolve_neg();
    if (tensor.layout() != at::kStrided) tensor = tensor.to_dense();
    tensor = tensor.to(at::kCPU).contiguous();
    Bytes bytes = bytesOf(env, arguments.values[1]);
    TORCH_CHECK_VALUE(tensor.nbytes() == bytes.length, "the tensor has ", tensor.nbytes(), " bytes, the array holds ",
                      bytes.length);
    if (bytes.length) memcpy(bytes.data, tensor.const_data_ptr(), bytes.length);
    return nullptr;
  });
}

// item(handle): the only element, as a tag and a value in the cells.
napi_value Item(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::Scalar value = arguments.tensor(0).item();
    double* out = engine->cells;
    if (value.isBoolean()) {
      out[0] = kBool;
      out[1] = value.toBool();
    } else if (value.isIntegral(false)) {
      int64_t integer = value.toLong();
      bool safe = integer >= -9007199254740991 && integer <= 9007199254740991;
      out[0] = safe ? kNumber : kBigInt;
      if (safe)
        out[1] = static_cast<double>(integer);
      else
        memcpy(out + 1, &integer, sizeof integer);
    } else if (value.isComplex()) {
      out[0] = kComplex;
      out[1] = value.toComplexDouble().real();
      out[2] = value.toComplexDouble().imag();
    } else {
      out[0] = kDouble;
      out[1] = value.toDouble();
    }
    return nullptr;
  });
}

// shape(handle): sizes into the cells; returns how many.
napi_value Shape(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor tensor = arguments.tensor(0); // held: JavaScript runs where the buffer moves
    at::IntArrayRef sizes = tensor.sizes();
    engine->reserve(sizes.size());
    for (size_t i = 0; i < sizes.size(); i++) engine->cells[i] = static_cast<double>(sizes[i]);
    return number(env, static_cast<double>(sizes.size()));
  });
}

// stride(handle): strides in elements into the cells; returns how many.
napi_value Stride(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor tensor = arguments.tensor(0); // held: JavaScript runs where the buffer moves
    at::IntArrayRef strides = tensor.strides();
    engine->reserve(strides.size());
    for (size_t i = 0; i < strides.size(); i++) engine->cells[i] = static_cast<double>(strides[i]);
    return number(env, static_cast<double>(strides.size()));
  });
}

// facts(handle) → cells, as enum Fact numbers them.
napi_value Facts(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    const at::Tensor& tensor = arguments.tensor(0);
    bool strided = tensor.layout() == at::kStrided;
    double* out = engine->cells;
    out[kFactDtype] = static_cast<double>(tensor.scalar_type());
    out[kFactDeviceType] = static_cast<double>(tensor.device().type());
    out[kFactDeviceIndex] = static_cast<double>(tensor.device().index());
    out[kFactLayout] = static_cast<double>(tensor.layout());
    out[kFactRequiresGrad] = tensor.requires_grad();
    out[kFactLeaf] = tensor.is_leaf();
    out[kFactElements] = static_cast<double>(tensor.numel());
    out[kFactElementSize] = static_cast<double>(tensor.element_size());
    out[kFactContiguous] = strided && tensor.is_contiguous();
    out[kFactStorageOffset] = strided ? static_cast<double>(tensor.storage_offset()) : 0;
    out[kFactChannelsLast] = strided && tensor.has_storage() && tensor.dim() == 4 && tensor.is_contiguous(at::MemoryFormat::ChannelsLast);
    out[kFactStorageAddress] = strided && tensor.has_storage() ? static_cast<double>(reinterpret_cast<uintptr_t>(
                                                    tensor.unsafeGetTensorImpl()->unsafe_storage().data()))
                                              : 0;
    return nullptr;
  });
}

// free(count): releases the handles in the cells.
napi_value Free(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    size_t count = static_cast<size_t>(arguments.integer(0));
    TORCH_CHECK_VALUE(count <= engine->capacity, "more handles than the command buffer holds");
    for (size_t i = 0; i < count; i++) engine->release(static_cast<Handle>(engine->cells[i]));
    return nullptr;
  });
}

struct Adopted {
  Handle handle;
  uint32_t generation;
};

void finalize(node_api_basic_env, void* data, void*) {
  Adopted* adopted = static_cast<Adopted*>(data);
  // The slot may have been freed by hand, and taken by another tensor, since.
  if (engine && adopted->handle < engine->slots.size() && engine->slots[adopted->handle].generation == adopted->generation)
    engine->release(adopted->handle);
  delete adopted;
}

// adopt(object, handle): the garbage collector frees the tensor with its JavaScript object; its bytes are reported.
napi_value Adopt(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    Handle name = static_cast<Handle>(arguments.integer(1));
    at::Tensor& tensor = engine->tensor(name);
    auto adopted = std::make_unique<Adopted>(Adopted{name, engine->slots[name].generation});
    check(env, napi_wrap(env, arguments.values[0], adopted.get(), finalize, nullptr, nullptr));
    adopted.release();
    if (tensor.layout() == at::kStrided && !tensor.is_meta()) { // a GPU's as well: the collector is to hurry for them too
      int64_t bytes = static_cast<int64_t>(tensor.nbytes());
      if (bytes >= 1024) {
        int64_t total;
        engine->slots[name].external = bytes;
        napi_adjust_external_memory(env, bytes, &total);
      }
    }
    return nullptr;
  });
}

// alias(handle): a second handle to the same tensor.
napi_value Alias(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor tensor = arguments.tensor(0);
    return handle(env, std::move(tensor));
  });
}

// same(a, b): whether both handles name the same tensor object.
napi_value Same(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    return boolean(env, arguments.tensor(0).is_same(arguments.tensor(1)));
  });
}

// setData(target, source): target takes over source's storage and shape, keeping its identity (Module.to).
napi_value SetData(napi_env env, napi_callback_info info) {
  return guard(env, [&]() -> napi_value {
    Arguments arguments(env, info);
    at::Tensor &target = arguments.tensor(0), &source = arguments.tensor(1);
    if (target.unsafeGetTensorImpl()->has_compatible_shallow_copy_type(source.key_set())) {
      target.set_data(source);
    } else { // a tensor cannot become one without memory ('meta'): the handle names another
      bool wants = target.requires_grad();
      target = source.detach().set_requires_grad(wants);
    }
    return nullptr;
  });
}

struct Mapping {
  Mapping(void* data, size_t length) : data(data), length(length) {}
  Mapping(const Mapping&) = delete;
  ~Mapping() { munmap(data, length); }
  void* data;
  size_t length;
};

// mapFile(path): the file's bytes as a uint8 tensor over private pages: writes stay in memory, the file is untouched.
napi_value MapFile(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    std::string path = arguments.string(0);
    int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    TORCH_CHECK(file >= 0, "cannot open ", path, ": ", strerror(errno));
    struct stat status;
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      close(file);
      TORCH_CHECK(false, path, " is not a regular file");
    }
    size_t length = static_cast<size_t>(status.st_size);
    if (length == 0) {
      close(file);
      return handle(env, at::empty({0}, at::kByte));
    }
    void* data = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    int failure = errno;
    close(file);
    TORCH_CHECK(data != MAP_FAILED, "cannot map ", path, ": ", strerror(failure));
    auto mapping = std::make_shared<Mapping>(data, length);
    return handle(env, at::from_blob(data, {static_cast<int64_t>(length)}, [mapping](void*) {}, at::kByte));
  });
}

// slice(bytes, offset, dtype, ndim): a typed tensor over a part of a uint8 tensor, or a copy where it is not aligned.
napi_value Slice(napi_env env, napi_callback_info info) {
  return guard(env, [&] {
    Arguments arguments(env, info);
    at::Tensor bytes = arguments.tensor(0);
    int64_t offset = arguments.integer(1);
    at::ScalarType dtype = dtypeOf(arguments.integer(2));
    std::vector<int64_t> shape = shapeFromCells(0, static_cast<size_t>(arguments.integer(3)));
    TORCH_CHECK_TYPE(bytes.scalar_type() == at::kByte && bytes.is_contiguous() && bytes.device().is_cpu(),
                     "slice reads a contiguous uint8 tensor on the CPU");
    size_t needed = bytesFor(shape, dtype);
    TORCH_CHECK_VALUE(offset >= 0 && static_cast<size_t>(offset) <= bytes.nbytes() &&
                          needed <= bytes.nbytes() - static_cast<size_t>(offset),
                      "bytes ", offset, " to ", offset + static_cast<int64_t>(needed), " lie outside the ",
                      bytes.nbytes(), " there are");
    char* data = static_cast<char*>(bytes.data_ptr()) + offset;
    at::TensorOptions options(dtype);
    if (needed == 0 || reinterpret_cast<uintptr_t>(data) % c10::elementSize(dtype) != 0) {
      at::Tensor copy = at::empty(shape, options);
      if (needed) memcpy(copy.data_ptr(), data, needed);
      return handle(env, std::move(copy));
    }
    return handle(env, at::from_blob(data, shape, [bytes](void*) {}, options));
  });
}

} // namespace

bool borrowsFromJavaScript(const at::Tensor& tensor) {
  return tensor.has_storage() && tensor.unsafeGetTensorImpl()->unsafe_storage().data_ptr().get_deleter() == giveBack;
}

void registerTensor(napi_env env, napi_value exports) {
  define(env, exports,
         {{"fromMemory", FromMemory},
          {"read", Read},
          {"item", Item},
          {"shape", Shape},
          {"stride", Stride},
          {"facts", Facts},
          {"free", Free},
          {"adopt", Adopt},
          {"alias", Alias},
          {"same", Same},
          {"setData", SetData},
          {"mapFile", MapFile},
          {"slice", Slice}});
}

} // namespace capstan
