// SPDX-License-Identifier: Apache-2.0
#include "app/shown_files.h"

#include "app/json_output.h"
#include "app/load_paper.h"
#include "app/qr.h"
#include "reseal/base/file.h"

namespace reseal::app {
namespace {

/// Step ids are the plugin's: in the name of a file they do no harm.
std::string plain(std::string name) {
  for (char& c : name) {
    const bool good =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!good) c = '_';
  }
  return name;
}

std::filesystem::path folder_of(const Deployment& deployment, const store::OrderRow& order) {
  const auto all = deployment.config().state_folder / "documents";
  auto folder = all / order.id;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(all, std::filesystem::perms::owner_all, error);
  if (error) throw Error(ErrorCode::file_unwritable, {{"file", to_utf8(folder)}, {"problem", error.message()}});
  return folder;
}

}  // namespace

std::vector<ShownFile> write_shown_files(Deployment& deployment, const store::OrderRow& order, const Form& form) {
  std::vector<ShownFile> files;
  if (deployment.options().dry_run) return files;
  const auto write = [&](std::size_t shown, const std::string& name, const char* media_type, std::string_view content) {
    const auto path = folder_of(deployment, order) / (plain(order.state_text) + "-" + name);
    write_file(path, content, true);
    files.push_back({shown, to_utf8(path), media_type});
  };
  int codes = 0;
  for (std::size_t i = 0; i < form.shown.size(); ++i) {
    const auto& item = form.shown[i];
    if (item.kind == Shown::Kind::printout && item.printout) {
      const auto say = [&](const Text& text) { return deployment.words().say(text, item.printout->language); };
      const auto made = std::chrono::floor<Seconds>(order.opened_at);  // the same bytes whenever it is looked at
      const auto pdf = load_paper().draw(*item.printout, say, made);
      write(i, plain(item.printout->name) + ".pdf", "application/pdf", as_text(pdf));
    } else if (item.kind == Shown::Kind::qr) {
      const auto svg = qr_svg(item.value);
      const auto number = ++codes == 1 ? std::string() : "-" + std::to_string(codes);
      if (!svg.empty()) write(i, "qr" + number + ".svg", "image/svg+xml", svg);
    }
  }
  return files;
}

Json situation_json_with_files(Deployment& deployment, const workflow::Situation& situation) {
  auto json = situation_json(situation, deployment.words());
  for (std::size_t i = 0; i < situation.tasks.size(); ++i) {
    auto& files = json["tasks"][i]["files"] = Json::array();
    for (const auto& file : write_shown_files(deployment, situation.order, situation.tasks[i].form.get<Form>())) {
      files.push_back({{"shown", file.shown}, {"path", file.path}, {"media_type", file.media_type}});
    }
  }
  return json;
}

}  // namespace reseal::app
