// SPDX-License-Identifier: Apache-2.0
#include "reseal/base/secret.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "reseal/base/error.h"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <sys/mman.h>
#endif

namespace reseal {
namespace {

constexpr std::size_t kPage = 4096;

char* locked_page() {
#if defined(_WIN32)
  void* page = VirtualAlloc(nullptr, kPage, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  if (page == nullptr) throw std::bad_alloc();
  VirtualLock(page, kPage);
#else
  void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::bad_alloc();
  mlock(page, kPage);  // fails under a small RLIMIT_MEMLOCK; the secret is still wiped
#if defined(MADV_DONTDUMP)
  madvise(page, kPage, MADV_DONTDUMP);
#endif
#if defined(MADV_WIPEONFORK)
  madvise(page, kPage, MADV_WIPEONFORK);  // a child never inherits it
#endif
#endif
  return static_cast<char*>(page);
}

void free_page(char* page) noexcept {
  if (page == nullptr) return;
  wipe_memory(page, kPage);
#if defined(_WIN32)
  VirtualFree(page, 0, MEM_RELEASE);
#else
  munmap(page, kPage);
#endif
}

}  // namespace

void wipe_memory(void* data, std::size_t size) noexcept {
  volatile auto* bytes = static_cast<volatile unsigned char*>(data);
  while (size-- > 0) *bytes++ = 0;
}

Secret::Secret(std::string_view value) {
  if (value.empty()) return;
  if (value.size() > kCapacity) throw Error(ErrorCode::usage, {{"problem", "the secret is longer than 256 bytes"}});
  allocate();
  std::memcpy(data_, value.data(), value.size());
  size_ = value.size();
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::allocate() {
  if (data_ == nullptr) data_ = locked_page();
}

void Secret::push_back(char c) {
  if (size_ == kCapacity) throw Error(ErrorCode::usage, {{"problem", "the secret is longer than 256 bytes"}});
  allocate();
  data_[size_++] = c;
}

void Secret::pop_back() {
  if (size_ > 0) data_[--size_] = 0;
}

void Secret::wipe() noexcept {
  free_page(std::exchange(data_, nullptr));
  size_ = 0;
}

}  // namespace reseal
