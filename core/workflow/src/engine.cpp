// SPDX-License-Identifier: Apache-2.0
#include "reseal/workflow/engine.h"

#include <algorithm>
#include <random>
#include <set>

#include "file_fields.h"
#include "journey.h"
#include "mail_fields.h"
#include "situation.h"
#include "stop.h"

namespace reseal::workflow {
namespace {

std::function<double()> seeded_generator() {
  auto generator = std::make_shared<std::mt19937_64>(std::random_device{}());
  auto mutex = std::make_shared<std::mutex>();
  return [generator, mutex] {
    const std::lock_guard lock(*mutex);
    return std::uniform_real_distribution<double>(0.0, 1.0)(*generator);
  };
}

Json problem_list(const std::vector<AnswerProblem>& problems) {
  Json list = Json::array();
  for (const auto& problem : problems) list.push_back(problem);
  return list;
}

[[noreturn]] void throw_wrong(const std::string& task, const std::vector<AnswerProblem>& problems) {
  std::string text;
  for (const auto& problem : problems) {
    if (!text.empty()) text += ", ";
    text += problem.field + ": " + problem.rule;
  }
  throw Error(ErrorCode::answer_wrong, {{"task", task}, {"problems", text}}, problem_list(problems).dump());
}

/// The person's words as {"accepted": bool, "answer": {...}}; throws Error(answer_wrong) for anything else.
Json normal_answer(const store::TaskRow& task, const Form& form, const Json& given) {
  const auto wrong_type = [&task](const char* place) { throw_wrong(task.id, {{place, "type", {}}}); };
  if (!given.is_object()) wrong_type("");
  if (task.is_signal && given.contains("signal")) return {{"accepted", true}, {"answer", given.at("signal")}};
  if (!given.contains("accepted") || !given.at("accepted").is_boolean()) wrong_type("accepted");
  if (given.at("accepted").get<bool>()) return {{"accepted", true}, {"answer", given.value("answer", Json::object())}};
  if (task.is_signal || form.decline.empty()) throw_wrong(task.id, {{"accepted", "must_be_true", {}}});
  return {{"accepted", false}};
}

/// Whose orders exclude each other: the organisation, of a certificate that also names a person.
std::string holder_of(const CertificateFacts& certificate) {
  for (const auto* kind : {"USCC", "MST", "MNS", "BHXH", "GPKD", "CCCD", "CMND", "HC"}) {
    if (const auto* id = certificate.holder_id(kind)) return id->kind + ":" + id->value;
  }
  return "CN:" + certificate.common_name;
}

}  // namespace

struct Engine::State {
  State(World w, EngineSettings s) : world(std::move(w)), settings(std::move(s)), stories(world.store) {
    random = world.random ? world.random : seeded_generator();
  }

  /// One thread of this engine at an order.
  class Busy {
   public:
    Busy(State& state, const std::string& order) : state_(state), order_(order) {
      const std::lock_guard lock(state_.mutex);
      mine_ = state_.busy.insert(order_).second;
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
      if (!mine_) return;
      const std::lock_guard lock(state_.mutex);
      state_.busy.erase(order_);
    }
    [[nodiscard]] bool mine() const { return mine_; }

   private:
    State& state_;
    std::string order_;
    bool mine_ = false;
  };

  /// Gives the lease back, also when something is thrown. A lease that cannot be given back runs out by itself.
  class Lease {
   public:
    Lease(const World& world, const std::string& order, const std::string& owner, TimePoint until)
        : store_(world.store), order_(order), owner_(owner), held_(world.store.lease(order, owner, until)) {
      if (held_ || !world.worker_is_gone) return;
      const auto holder = store_.lease_owner(order);
      if (!holder || *holder == owner || !world.worker_is_gone(*holder)) return;
      store_.release(order, *holder);
      held_ = store_.lease(order, owner, until);
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (!held_) return;
      try {
        store_.release(order_, owner_);
      } catch (...) {  // NOLINT(bugprone-empty-catch): see above
      }
    }
    [[nodiscard]] bool held() const { return held_; }

   private:
    store::Store& store_;
    std::string order_;
    std::string owner_;
    bool held_;
  };

  [[nodiscard]] store::OrderRow row(const std::string& order) const {
    auto found = world.store.find_order(order);
    if (!found) throw Error(ErrorCode::order_not_found, {{"order", order}});
    return std::move(*found);
  }
  [[nodiscard]] Situation situation(const std::string& order) {
    auto now = row(order);
    return situation_of(std::move(now), world.store.open_tasks(order), stories.tell(order));
  }
  store::NewOrder new_order(const char* kind, const Candidate& candidate, const token::TokenIdentity& token,
                            plugin::Plugin& plugin);
  void refuse_too_many(const plugin::Manifest& manifest, const Description& description);
  [[nodiscard]] std::optional<TimePoint> end_ahead(const CertificateFacts& certificate) const;
  [[nodiscard]] TimePoint lease_end() const { return world.clock.now() + settings.lease; }
  void carry_on(const std::string& order);
  void write_end(const store::OrderRow& row, const Story& story) const;
  void keep_secrets(const store::TaskRow& task, const Form& form, Json& answer);
  void seal(const std::string& order, const KeptSecret& secret);

  World world;
  EngineSettings settings;
  std::function<double()> random;
  GivenSecrets secrets;
  Stories stories;
  std::mutex asking;
  std::mutex mutex;
  std::set<std::string> busy;
};

Engine::Engine(World world, EngineSettings settings)
    : state_(std::make_unique<State>(std::move(world), std::move(settings))) {}
Engine::~Engine() = default;

void Engine::State::refuse_too_many(const plugin::Manifest& manifest, const Description& description) {
  if (description.at_once <= 0) return;
  int open = 0;
  for (const auto& row : world.store.orders()) {
    if (row.plugin != manifest.id || store::is_closed(row.state)) continue;
    if (++open >= description.at_once) {
      throw Error(ErrorCode::order_open_for_holder, {{"order", row.id}, {"provider", manifest.id}});
    }
  }
}

store::NewOrder Engine::State::new_order(const char* kind, const Candidate& candidate,
                                         const token::TokenIdentity& token, plugin::Plugin& plugin) {
  const auto& manifest = plugin.manifest();
  const Description description = plugin.describe();
  refuse_too_many(manifest, description);
  store::NewOrder order;
  order.id = random_id();
  order.kind = kind;
  order.plugin = manifest.id;
  order.certificate = candidate.certificate.sha256;
  order.token_uri = token.uri();
  order.body = {{"kind", order.kind},
                {"plugin", manifest.id},
                {"plugin_version", manifest.version},
                {"plugin_sha256", plugin.sha256()},
                {"transport", plugin.transport()},
                {"certificate", order.certificate},
                {"token", token_json(token)},
                {"candidate", candidate},
                {"contact", description.contact},
                {"key", {{"algorithm", settings.key_algorithm}, {"bits", settings.key_bits}}}};
  return order;
}

/// An end that has passed already (some CAs renew such certificates) sets no time for anything.
std::optional<TimePoint> Engine::State::end_ahead(const CertificateFacts& certificate) const {
  if (TimePoint(certificate.not_after) <= world.clock.now()) return std::nullopt;
  return certificate.not_after;
}

std::string Engine::open_renewal(const Candidate& candidate, const token::TokenIdentity& token,
                                 plugin::Plugin& provider) {
  auto order = state_->new_order("renewal", candidate, token, provider);
  order.deadline = state_->end_ahead(candidate.certificate);
  if (provider.manifest().one_order_per_holder) order.holder = holder_of(candidate.certificate);
  state_->world.store.open_order(order);
  return order.id;
}

std::string Engine::open_registration(const Registration& registration, plugin::Plugin& registrar) {
  auto order = state_->new_order("registration", registration.old, registration.token, registrar);
  order.deadline = state_->end_ahead(registration.new_certificate);
  order.body["renewal"] = registration.renewal;
  order.body["new_certificate"] = registration.new_certificate;
  order.body["lead_time"] = registrar.lead_time();
  state_->world.store.open_order(order);
  return order.id;
}

void Engine::State::carry_on(const std::string& order) {
  const Lease lease(world, order, settings.worker, lease_end());
  if (!lease.held()) return;
  const Shared shared{world, settings, random, secrets, stories, asking};
  Journey journey(shared, order);
  try {
    try {
      journey.run();
    } catch (const Error& error) {
      if (!stop_state(error.code())) throw;
      journey.stop(error);
    }
  } catch (const StoryMoved&) {  // NOLINT(bugprone-empty-catch): whoever wrote meanwhile knows better how it stands
  } catch (const LeaseLost&) {   // NOLINT(bugprone-empty-catch): another worker goes on
  }
}

Situation Engine::advance(const std::string& order) {
  if (store::is_closed(state_->row(order).state)) return situation(order);
  {
    const State::Busy busy(*state_, order);
    if (busy.mine()) state_->carry_on(order);
  }
  return situation(order);
}

void Engine::State::keep_secrets(const store::TaskRow& task, const Form& form, Json& answer) {
  for (const Field& field : form.fields) {
    if (!field.secret || !answer.contains(field.id)) continue;
    const Json& value = answer.at(field.id);
    if (value.dump().size() > Secret::kCapacity) throw_wrong(task.id, {{field.id, "maximum", {}}});
  }
  for (const Field& field : form.fields) {
    if (!field.secret || !answer.contains(field.id)) continue;
    const Json& value = answer.at(field.id);
    if (field.keep && value.is_string()) seal(task.order, {field.id, field.label, value.get<std::string>()});
    secrets.keep(task.id, field.id, value);
    answer[field.id] = {{"given", true}};
  }
}

void Engine::State::seal(const std::string& order, const KeptSecret& secret) {
  keep_for(world, stories.tell(order), secret);
}

Situation Engine::answer(const std::string& task_id, std::int64_t version, const Json& given) {
  auto& world = state_->world;
  const auto task = world.store.find_task(task_id);
  if (!task) throw Error(ErrorCode::task_not_found, {{"task", task_id}});
  if (!task->open || task->version != version) {
    throw Error(ErrorCode::task_answered_already, {{"task", task_id}, {"order", task->order}});
  }
  const Form form = task->form.get<Form>();
  Json answer = normal_answer(*task, form, given);
  if (answer.at("accepted").get<bool>()) {
    auto problems = check_answer(form, answer.at("answer"));
    if (problems.empty()) problems = read_mail_fields(form, answer["answer"]);
    if (problems.empty()) problems = inspect_file_fields(world, form, answer["answer"]);
    if (!problems.empty()) throw_wrong(task_id, problems);
    state_->keep_secrets(*task, form, answer["answer"]);
  }
  world.store.answer_task(task_id, version, answer);
  return advance(task->order);
}

Situation Engine::situation(const std::string& order) { return state_->situation(order); }

void Engine::State::write_end(const store::OrderRow& row, const Story& story) const {
  std::vector<Text> next;
  std::string at_the_ca;
  std::set<std::string> named;
  for (const Effect& effect : story.effects) {
    if (effect.effect == "http") {
      if (!named.insert(effect.name).second) continue;
      at_the_ca += (at_the_ca.empty() ? "" : ", ") + effect.name;
    } else if (effect.effect == "make_key") {
      next.push_back(Text{"engine.cancelled.key_stays", {{"key_id", effect.intent.value("key_id", "")}}});
    }
  }
  if (!at_the_ca.empty()) {
    next.insert(next.begin(), Text{"engine.cancelled.at_the_ca", {{"effects", at_the_ca}, {"order", row.id}}});
    if (!story.contact.empty()) next.insert(next.begin() + 1, story.contact);
  }
  if (story.order.new_certificate) {
    next.push_back(Text{story.said_of_place("engine.cancelled.certificate_stays"),
                        {{"serial", story.order.new_certificate->serial.hex}}});
  }
  const Text message{"engine.cancelled", {{"order", row.id}}};
  store::Projection projection;
  projection.state = store::OrderState::cancelled;
  projection.due_at.emplace(std::nullopt);
  world.store.append(row.id, "closed",
                     {{"state", "cancelled"},
                      {"reason", "cancelled_by_user"},
                      {"message", message},
                      {"next", next},
                      {"evidence", Json::object()}},
                     projection, row.version);
  if (world.on_event) world.on_event({Event::Kind::state, row.id, "cancelled", message, Json::object()});
}

Situation Engine::cancel(const std::string& order) {
  const State::Busy busy(*state_, order);
  const State::Lease lease(state_->world, order, state_->settings.worker, state_->lease_end());
  const auto row = state_->row(order);
  if (store::is_closed(row.state)) {
    throw Error(ErrorCode::order_closed, {{"order", order}, {"state", std::string(store::to_string(row.state))}});
  }
  if (busy.mine() && lease.held()) state_->write_end(row, state_->stories.tell(order));
  return situation(order);
}

Situation Engine::settle(const std::string& order, const std::string& obligation) {
  const State::Busy busy(*state_, order);
  const State::Lease lease(state_->world, order, state_->settings.worker, state_->lease_end());
  const auto row = state_->row(order);
  const auto owed = state_->stories.tell(order).owed;
  const bool open = std::any_of(owed.begin(), owed.end(), [&](const auto& one) { return one.id == obligation; });
  if (!open) throw Error(ErrorCode::obligation_not_found, {{"order", order}, {"obligation", obligation}});
  if (busy.mine() && lease.held()) {
    state_->world.store.append(order, "settled", {{"obligation", obligation}}, {}, row.version);
  }
  return situation(order);
}

Order Engine::fold(const std::string& order) {
  (void)state_->row(order);
  return state_->stories.tell(order).as_asked(std::chrono::floor<Seconds>(state_->world.clock.now()));
}

}  // namespace reseal::workflow
