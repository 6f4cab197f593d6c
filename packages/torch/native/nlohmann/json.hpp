// PyTorch's functorch headers include the JSON library of that name, which its wheel does not bring, for two functions that nobody
// calls here. These declarations are what they need to be read; nothing of them is linked.
#pragma once
#include <string>

namespace nlohmann {

struct json {
  json();
  template <typename T>
  json(const T& value);
  static json parse(const std::string& text);
  std::string dump() const;
  template <typename T>
  T get() const;
};

} // namespace nlohmann
