// SPDX-License-Identifier: Apache-2.0
// Completion in the shell: three short scripts that ask the program itself what may follow.
#include <iostream>

#include "app/commands/commands.h"
#include "reseal/base/unicode.h"

namespace reseal::app {
namespace {

constexpr std::string_view kBash = R"sh(_reseal() {
  local IFS=$'\n' what=commands config=()
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --config) config=(--config "${COMP_WORDS[i+1]}") ;;
      order|orders|resume|cancel|settle|audit|answer) what=orders ;;
      certificates|check|quote|renew) what=certificates ;;
      plugin) what=plugin ;;
      config) [[ ${COMP_WORDS[i-1]} == --config ]] || what=config ;;
      --provider) what=providers ;;
    esac
  done
  case ${COMP_WORDS[COMP_CWORD-1]} in
    --config|--answers|verify) COMPREPLY=($(compgen -f -- "$2")); return ;;
    --lang) COMPREPLY=($(compgen -W $'vi\nen\nzh' -- "$2")); return ;;
  esac
  [[ $2 == -* ]] && what=options
  COMPREPLY=($(compgen -W "$(reseal "${config[@]}" __complete "$what" 2>/dev/null)" -- "$2"))
}
complete -F _reseal reseal
)sh";

constexpr std::string_view kZsh = R"sh(#compdef reseal
autoload -U +X bashcompinit && bashcompinit
)sh";

constexpr std::string_view kFish =
    R"sh(complete -c reseal -f -n '__fish_use_subcommand' -a '(reseal __complete commands)'
complete -c reseal -f -n '__fish_seen_subcommand_from order resume cancel settle audit answer' -a '(reseal __complete orders)'
complete -c reseal -f -n '__fish_seen_subcommand_from check quote renew certificates' -a '(reseal __complete certificates)'
complete -c reseal -l lang -xa 'vi en zh'
complete -c reseal -l config -r
)sh";

constexpr std::string_view kCommands =
    "tokens\ncertificates\ncheck\nquote\nrenew\norders\norder\nanswer\nresume\ncancel\nsettle\nplugin\nconfig\ndoctor\n"
    "audit\nc"
    "ompletion\n";
constexpr std::string_view kOptions =
    "--config\n--set\n--json\n--lang\n--no-input\n--dry-run\n--quiet\n--color\n--pin-fd\n--otp-fd\n--provider\n--"
    "answers\n--"
    "help\n--version\n";

}  // namespace

int complete(const Options& options, const std::string& what) {
  if (what == "commands") {
    std::cout << kCommands;
  } else if (what == "options") {
    std::cout << kOptions;
  } else if (what == "plugin") {
    std::cout << "new\ntest\nlist\nshow\nverify\npin\n";
  } else if (what == "config") {
    std::cout << "check\nshow\nschema\n";
  } else {
    Deployment deployment(options);
    if (what == "orders") {
      for (const auto& order : deployment.store().orders()) std::cout << order.id << '\n';
    } else if (what == "certificates") {
      for (const auto& holding : deployment.holdings(false).certificates)
        std::cout << holding.candidate.certificate.serial.hex << '\n';
    } else if (what == "providers") {
      for (const auto& [id, entry] : deployment.config().plugins) std::cout << id << '\n';
    }
  }
  return kDone;
}

int completion_script(const std::string& shell) {
  if (shell == "bash") {
    std::cout << kBash;
  } else if (shell == "zsh") {
    std::cout << kZsh << kBash;
  } else {
    std::cout << kFish;
  }
  return kDone;
}

}  // namespace reseal::app
