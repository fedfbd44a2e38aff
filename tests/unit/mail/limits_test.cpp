// SPDX-License-Identifier: Apache-2.0
// What is no e-mail, and what is too much of one.
#include <gtest/gtest.h>

#include <functional>

#include "letter.h"
#include "reseal/base/error.h"
#include "reseal/base/unicode.h"

namespace reseal::mail {
namespace {

using test::kHeader;
using test::read;

std::string problem_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.params().at("problem");
  }
  return {};
}

TEST(WhatIsNoMail, IsSaidSo) {
  for (const std::string text : {"", "%PDF-1.7\n%\xE2\xE3", "Subject: no sender\n\nx", "just words", "From: \n\nx"}) {
    EXPECT_TRUE(problem_of([&] { (void)read(text); }).starts_with("this is no e-mail")) << text;
  }
}

TEST(AMail, OfMoreThanFiveMegabytesIsNotRead) {
  EXPECT_EQ(problem_of([] { (void)read(kHeader + "\n" + std::string(kLargestMail, 'x')); }),
            "an e-mail of more than 5 MiB");
}

TEST(AMail, WithTooManyPartsWithinPartsIsNotRead) {
  std::string text = kHeader;
  for (int i = 0; i < kDeepest + 1; ++i) {
    const auto boundary = "b" + std::to_string(i) + "z";
    text += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
  }
  EXPECT_EQ(problem_of([&] { (void)read(text + "\nx\n"); }), "an e-mail with too many parts within parts");
}

TEST(AMail, OfTooManyPartsIsNotRead) {
  std::string text = kHeader + "Content-Type: multipart/mixed; boundary=B\n\n";
  for (int i = 0; i < kMostParts + 1; ++i) text += "--B\n\nx\n";
  EXPECT_EQ(problem_of([&] { (void)read(text + "--B--\n"); }), "an e-mail of too many parts");
}

TEST(ALongText, IsCutBetweenCharacters) {
  std::string body = "a";
  while (body.size() <= kLongestText) body += "ệ";
  const auto mail = test::read_part("Content-Type: text/plain; charset=utf-8", body);
  EXPECT_LE(mail.text.size(), kLongestText);
  EXPECT_GT(mail.text.size(), kLongestText - 4);
  EXPECT_TRUE(is_valid_utf8(mail.text));
}

TEST(ALongSubject, IsCut) {
  EXPECT_EQ(read("From: a@b.vn\nSubject: " + std::string(100000, 'x') + "\n\nx").subject.size(), kLongestHeader);
}

}  // namespace
}  // namespace reseal::mail
