// SPDX-License-Identifier: Apache-2.0
// A paper form for tests: Chinese, Vietnamese and Latin beside each other, as the forms of both countries have them.
#pragma once

#include <string>

#include "reseal/document/documents.h"

namespace reseal::test {

/// The texts of the sample are their own ids.
inline std::string say_as_it_is(const Text& text) { return text.id; }

inline Printout sample_paper() {
  Printout paper;
  paper.name = "application";
  paper.language = "zh";
  paper.title = {"数字证书更新业务申请表", {}};
  paper.reference = "SZCA-2026-000123";
  paper.sections = {
      {{"单位信息", {}},
       {{{"单位名称", {}}, "深圳市越南贸易有限公司"},
        {{"统一社会信用代码", {}}, "91440300708461136T"},
        {{"Tên tiếng Việt", {}}, "CÔNG TY TNHH THƯƠNG MẠI VIỆT TRUNG THẮNG LỢI"},
        {{"注册地址", {}}, "广东省深圳市南山区粤海街道高新区社区科技南路18号深圳湾科技生态园12栋A座1801室"}}},
      {{"经办人信息", {}},
       {{{"姓名", {}}, "Nguyễn Thị Hoàng Ánh"},
        {{"身份证件号码", {}}, "11010519491231002X"},
        {{"手机号码", {}}, "13800138000"},
        {{"E-mail", {}}, "nguyen.thi.hoang.anh@example.com"}}}};
  paper.declarations = {
      {"本单位声明：以上所填信息及提交的材料真实、准确、完整，同意遵守电子认证业务规则。", {}},
      {"Tôi cam đoan các thông tin khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật.", {}}};
  paper.places = {{"经办人签字：", {}}, {"单位盖章（公章）：", {}}};
  return paper;
}

inline const Time kPaperMade = time_from_iso("2026-11-21T08:00:00Z");

inline Bytes drawn(const Printout& paper = sample_paper()) {
  return document::documents().draw(paper, say_as_it_is, kPaperMade);
}

}  // namespace reseal::test
