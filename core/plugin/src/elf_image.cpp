// SPDX-License-Identifier: Apache-2.0
#include "elf_image.h"

#if defined(__linux__) || defined(__FreeBSD__)

#include <link.h>

#include <bit>
#include <cstring>

#include "finding.h"

namespace reseal::plugin {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);
using Section = ElfW(Shdr);

constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char kOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

#if defined(__x86_64__)
constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = EM_AARCH64;
#elif defined(__i386__)
constexpr unsigned kMachine = EM_386;
#elif defined(__arm__)
constexpr unsigned kMachine = EM_ARM;
#elif defined(__riscv)
constexpr unsigned kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr unsigned kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr unsigned kMachine = EM_S390;
#else
#error "name this machine's ELF number here"
#endif

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit ARM";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "64-bit PowerPC";
    case EM_S390:
      return "IBM S/390";
    default:
      return "ELF machine " + std::to_string(machine);
  }
}

std::string bits_name(unsigned char elf_class) {
  return elf_class == ELFCLASS64 ? "64-bit" : elf_class == ELFCLASS32 ? "32-bit" : "of an unknown class";
}

bool inside(std::uint64_t offset, std::uint64_t size, std::uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

template <typename T>
T read_at(std::string_view image, std::uint64_t offset) {
  T value;  // copied, because nothing says that the file keeps the type's alignment
  std::memcpy(&value, image.data() + offset, sizeof value);
  return value;
}

class Reader {
 public:
  Reader(std::string_view image, std::string_view name) : image_(image), name_(name) {}

  [[nodiscard]] std::optional<Finding> problem() const {
    if (image_.size() < EI_NIDENT || image_.substr(0, SELFMAG) != std::string_view(ELFMAG, SELFMAG)) {
      return no_library(image_.empty() ? "an empty file" : "other content");
    }
    if (image_[EI_CLASS] != static_cast<char>(kClass) || image_[EI_DATA] != static_cast<char>(kOrder)) {
      return architecture(bits_name(static_cast<unsigned char>(image_[EI_CLASS])) +
                          (image_[EI_DATA] == static_cast<char>(kOrder) ? "" : " with the other byte order"));
    }
    if (image_.size() < sizeof(Header)) return truncated("the header");
    const auto header = read_at<Header>(image_, 0);
    if (header.e_machine != kMachine) return architecture(machine_name(header.e_machine));
    if (header.e_type != ET_DYN) return no_library("an ELF file that is not a shared library");
    if (header.e_ehsize != sizeof(Header) || header.e_phentsize != sizeof(Segment) || header.e_phnum == 0) {
      return no_library("an ELF file whose header makes no sense");
    }
    if (auto bad = segments(header)) return bad;
    return sections(header);
  }

 private:
  [[nodiscard]] std::optional<Finding> segments(const Header& header) const {
    if (!inside(header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(Segment), image_.size())) {
      return truncated("the segment table");
    }
    bool loads = false;
    bool dynamic = false;
    for (unsigned i = 0; i < header.e_phnum; ++i) {
      const auto segment = read_at<Segment>(image_, header.e_phoff + std::uint64_t{i} * sizeof(Segment));
      if (!inside(segment.p_offset, segment.p_filesz, image_.size())) return truncated("segment " + std::to_string(i));
      if (segment.p_type == PT_LOAD) {
        if (segment.p_memsz < segment.p_filesz) return no_library("an ELF file whose segments make no sense");
        loads = true;
      }
      dynamic = dynamic || (segment.p_type == PT_DYNAMIC && segment.p_filesz != 0);
    }
    if (!loads || !dynamic) return no_library("an ELF file without anything to load");
    return {};
  }

  [[nodiscard]] std::optional<Finding> sections(const Header& header) const {
    if (header.e_shoff == 0) return {};  // a stripped library may go without
    if (header.e_shentsize != sizeof(Section) ||
        !inside(header.e_shoff, std::uint64_t{header.e_shnum} * sizeof(Section), image_.size())) {
      return truncated("the section table");
    }
    for (unsigned i = 0; i < header.e_shnum; ++i) {
      const auto section = read_at<Section>(image_, header.e_shoff + std::uint64_t{i} * sizeof(Section));
      if (section.sh_type == SHT_NULL || section.sh_type == SHT_NOBITS) continue;
      if (!inside(section.sh_offset, section.sh_size, image_.size())) return truncated("section " + std::to_string(i));
    }
    return {};
  }

  [[nodiscard]] Finding no_library(std::string found) const {
    return unusable("not_a_library", name_ + " is not a shared library", "an ELF shared library", std::move(found),
                    "copy the plugin's library again; a download page or a text file may have been saved in its place");
  }
  [[nodiscard]] Finding architecture(std::string found) const {
    return unusable("architecture", name_ + " was built for another machine",
                    machine_name(kMachine) + ", " + bits_name(kClass), std::move(found),
                    "get the plugin's build for this machine");
  }
  [[nodiscard]] Finding truncated(const std::string& part) const {
    return unusable("truncated", name_ + " is cut off: " + part + " lies beyond the end of the file",
                    "a complete ELF shared library", std::to_string(image_.size()) + " bytes",
                    "copy the plugin's library again and compare its SHA-256 with the publisher's");
  }

  std::string_view image_;
  std::string name_;
};

}  // namespace

std::optional<Finding> elf_problem(std::string_view image, std::string_view name) {
  return Reader(image, name).problem();
}

}  // namespace reseal::plugin

#endif
