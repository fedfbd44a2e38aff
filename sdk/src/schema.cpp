// SPDX-License-Identifier: Apache-2.0
// valijson decides; the words are ours. A document that passes is checked once, without words. For one that does not,
// Explainer walks valijson's own constraints and asks it about each, so that the two can never disagree.
#include "reseal/schema.h"

// Without it valijson ends the process where it could throw.
#define VALIJSON_USE_EXCEPTIONS 1

#include <algorithm>
#include <optional>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "pattern_rule.h"
#include "reseal/failure.h"
#include "schema_source.h"
#include "schema_words.h"
#include "shape.h"

namespace reseal {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;
using Visitor = valijson::ValidationVisitor<Adapter>;
using detail::PatternRule;
using valijson::Subschema;
using valijson::constraints::Constraint;
using Regexes = std::unordered_map<std::string, std::regex>;
constexpr std::size_t kMostProblems = 20;

bool holds(const Subschema& schema, const Json& target, Regexes& regexes) {
  return Visitor(Adapter(target), {}, true, nullptr, regexes).validateSchema(schema);
}

/// Finds the leaves of what is wrong with one value.
class Explainer : public valijson::constraints::ConstraintVisitor {
 public:
  using Problems = std::vector<SchemaProblem>;

  Explainer(const Json& rules, const Json& target, std::string pointer, Regexes& regexes, Problems& problems)
      : rules_(rules), target_(target), pointer_(std::move(pointer)), regexes_(regexes), problems_(problems) {}

  // A schema in a place that the loader does not know keeps its author's description, which is no pointer.
  [[nodiscard]] const Json* rule_of(const Subschema& schema) const {
    if (!schema.hasDescription()) return &rules_;
    const std::string& place = schema.getDescription();
    if (!place.empty() && place.front() != '/') return &rules_;
    const Json::json_pointer pointer(place);
    return rules_.contains(pointer) ? &rules_.at(pointer) : &rules_;
  }

  void explain(const Subschema& schema) {
    if (schema.getAlwaysInvalid()) {
      add("false", "nothing here");
      return;
    }
    const Json* const outer = rule_;
    rule_ = rule_of(schema);
    Subschema::ApplyFunction each = [this](const Constraint& constraint) {
      if (problems_.size() < kMostProblems) constraint.accept(*this);
      return true;
    };
    schema.apply(each);
    rule_ = outer;
  }

  bool visit(const ConstConstraint& c) override { return leaf(c, "const"); }
  bool visit(const ContainsConstraint& c) override { return leaf(c, "contains"); }
  bool visit(const EnumConstraint& c) override { return leaf(c, "enum"); }
  bool visit(const FormatConstraint& /*c*/) override { return true; }
  bool visit(const MaximumConstraint& c) override {
    return leaf(c, c.getExclusiveMaximum() ? "exclusiveMaximum" : "maximum");
  }
  bool visit(const MaxItemsConstraint& c) override { return leaf(c, "maxItems"); }
  bool visit(const MaxLengthConstraint& c) override { return leaf(c, "maxLength"); }
  bool visit(const MaxPropertiesConstraint& c) override { return leaf(c, "maxProperties"); }
  bool visit(const MinimumConstraint& c) override {
    return leaf(c, c.getExclusiveMinimum() ? "exclusiveMinimum" : "minimum");
  }
  bool visit(const MinItemsConstraint& c) override { return leaf(c, "minItems"); }
  bool visit(const MinLengthConstraint& c) override { return leaf(c, "minLength"); }
  bool visit(const MinPropertiesConstraint& c) override { return leaf(c, "minProperties"); }
  bool visit(const MultipleOfDoubleConstraint& c) override { return leaf(c, "multipleOf"); }
  bool visit(const MultipleOfIntConstraint& c) override { return leaf(c, "multipleOf"); }
  bool visit(const NotConstraint& c) override { return leaf(c, "not"); }
  bool visit(const PatternConstraint& c) override { return leaf(c, "pattern"); }
  bool visit(const PolyConstraint& c) override {
    const auto& rule = static_cast<const PatternRule&>(c);  // the only kind that is made (Compiled)
    if (rule.holds(Adapter(target_))) return true;
    if (PatternRule::too_long(target_.get_ref<const std::string&>())) {
      add("maxLength", words::expected("maxLength", {{"maxLength", detail::kLongestMatched}}));
    } else {
      add("pattern", words::expected("pattern", {{"pattern", rule.pattern()}}));
    }
    return true;
  }
  bool visit(const TypeConstraint& c) override { return leaf(c, "type"); }
  bool visit(const UniqueItemsConstraint& c) override { return leaf(c, "uniqueItems"); }

  bool visit(const AllOfConstraint& c) override {
    c.applyToSubschemas([&](unsigned, const Subschema* schema) {
      explain(*schema);
      return true;
    });
    return true;
  }

  bool visit(const AnyOfConstraint& c) override {
    if (!passes(c)) alternatives(c, "anyOf");
    return true;
  }

  bool visit(const OneOfConstraint& c) override {
    if (passes(c)) return true;
    std::size_t right = 0;
    std::size_t all = 0;
    c.applyToSubschemas([&](unsigned, const Subschema* schema) {
      ++all;
      if (holds(*schema, target_, regexes_)) ++right;
      return true;
    });
    if (right == 0) {
      alternatives(c, "oneOf");
    } else {
      add("oneOf", words::exactly_one(*rule_, all, right));
    }
    return true;
  }

  bool visit(const ConditionalConstraint& c) override {
    const Subschema* branch =
        holds(*c.getIfSubschema(), target_, regexes_) ? c.getThenSubschema() : c.getElseSubschema();
    if (branch != nullptr) explain(*branch);
    return true;
  }

  bool visit(const DependenciesConstraint& c) override {
    if (!target_.is_object()) return true;
    c.applyToPropertyDependencies([&](const auto& name, const auto& needed) {
      for (const auto& each : needed) {
        if (has(name.c_str()) && !has(each.c_str())) {
          add("dependencies", "property '" + std::string(each.c_str()) + "' beside '" + name.c_str() + "'");
        }
      }
      return true;
    });
    c.applyToSchemaDependencies([&](const auto& name, const Subschema* schema) {
      if (has(name.c_str())) explain(*schema);
      return true;
    });
    return true;
  }

  bool visit(const PropertiesConstraint& c) override {
    if (!target_.is_object()) return true;
    for (const auto& [name, value] : target_.items()) {
      bool known = false;
      const auto descend = [&, &key = name, &member = value](const Subschema* schema) {
        known = true;
        below(key, member).explain(*schema);
      };
      c.applyToProperties([&, &key = name](const auto& property, const Subschema* schema) {
        if (key == property.c_str()) descend(schema);
        return true;
      });
      c.applyToPatternProperties([&, &key = name](const auto& pattern, const Subschema* schema) {
        if (std::regex_search(key, std::regex(pattern.c_str()))) descend(schema);
        return true;
      });
      if (known) continue;
      if (const Subschema* others = c.getAdditionalPropertiesSubschema()) {
        descend(others);
      } else {
        below(name, value).add("additionalProperties", words::no_property(*rule_, target_, name));
      }
    }
    return true;
  }

  bool visit(const PropertyNamesConstraint& c) override {
    if (!target_.is_object()) return true;
    for (const auto& [name, value] : target_.items()) {
      const Json key = name;
      const std::size_t before = problems_.size();
      Explainer(rules_, key, pointer_ + "/" + shape::pointer_token(name), regexes_, problems_)
          .explain(*c.getSubschema());
      for (std::size_t i = before; i < problems_.size(); ++i) {
        problems_[i].keyword = "propertyNames";
        problems_[i].expected = "a property name that is " + problems_[i].expected;
      }
    }
    return true;
  }

  bool visit(const RequiredConstraint& c) override {
    if (!target_.is_object()) return true;
    c.applyToRequiredProperties([&](const auto& name) {
      if (!has(name.c_str())) add("required", words::missing(*rule_, target_, name.c_str()));
      return true;
    });
    return true;
  }

  bool visit(const SingularItemsConstraint& c) override {
    if (!target_.is_array()) return true;
    for (std::size_t i = 0; i < target_.size(); ++i) item(i).explain(*c.getItemsSubschema());
    return true;
  }

  bool visit(const LinearItemsConstraint& c) override {
    if (!target_.is_array()) return true;
    const std::size_t listed = c.getItemSubschemaCount();
    c.applyToItemSubschemas([&](unsigned index, const Subschema* schema) {
      if (index < target_.size()) item(index).explain(*schema);
      return true;
    });
    const Subschema* const others = c.getAdditionalItemsSubschema();
    for (std::size_t i = listed; i < target_.size(); ++i) {
      if (others != nullptr) {
        item(i).explain(*others);
      } else {
        item(i).add("additionalItems", "at most " + std::to_string(listed) + " items");
      }
    }
    return true;
  }

 private:
  [[nodiscard]] bool has(const char* name) const { return target_.contains(name); }

  [[nodiscard]] bool passes(const Constraint& constraint) const {
    Visitor visitor(Adapter(target_), {}, true, nullptr, regexes_);
    return constraint.accept(visitor);
  }

  bool leaf(const Constraint& constraint, const char* keyword) {
    if (!passes(constraint)) add(keyword, words::expected(keyword, *rule_));
    return true;
  }

  void add(const char* keyword, std::string expected) {
    if (problems_.size() >= kMostProblems) return;
    problems_.push_back({pointer_, keyword, std::move(expected), shape::shortened(target_)});
  }

  [[nodiscard]] Explainer below(const std::string& name, const Json& value) const {
    return {rules_, value, pointer_ + "/" + shape::pointer_token(name), regexes_, problems_};
  }
  [[nodiscard]] Explainer item(std::size_t index) const { return below(std::to_string(index), target_[index]); }

  /// No alternative fits: speaks of the one that was most probably meant, or of all when they say the same.
  template <typename AnyOrOneOf>
  void alternatives(const AnyOrOneOf& constraint, const char* keyword) {
    std::vector<Problems> each;
    constraint.applyToSubschemas([&](unsigned, const Subschema* schema) {
      Explainer(rules_, target_, pointer_, regexes_, each.emplace_back()).explain(*schema);
      return true;
    });
    if (std::optional<SchemaProblem> all = words::merged(each, pointer_)) {
      problems_.push_back(*all);
      return;
    }
    const Problems* const meant = words::most_probable(each, pointer_);
    if (meant == nullptr) {
      add(keyword, "one of " + std::to_string(each.size()) + " alternatives");
      return;
    }
    for (const SchemaProblem& problem : *meant) {
      if (problems_.size() < kMostProblems) problems_.push_back(problem);
    }
  }

  const Json& rules_;
  const Json& target_;
  std::string pointer_;
  Regexes& regexes_;
  Problems& problems_;
  const Json* rule_ = nullptr;
};

}  // namespace

struct Schema::Compiled {
  explicit Compiled(std::string_view text) : rules(detail::load_schema(text)) {
    try {
      valijson::SchemaParser parser;
      parser.addConstraintBuilder(detail::kPatternKeyword, new detail::PatternRules);  // becomes the parser's
      parser.populateSchema(Adapter(rules), schema);
    } catch (const std::exception& error) {
      throw MessageError(std::string("the schema: ") + error.what());
    }
  }

  Json rules;
  valijson::Schema schema;
};

Schema::Schema(std::string_view schema_text) : compiled_(std::make_unique<Compiled>(schema_text)) {}
Schema::~Schema() = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;

std::vector<SchemaProblem> Schema::check(const Json& document) const {
  std::vector<SchemaProblem> problems;
  Regexes regexes;  // valijson's own; empty, unless a schema stands in a place that the loader does not know
  try {
    if (!holds(compiled_->schema, document, regexes)) {
      Explainer(compiled_->rules, document, "", regexes, problems).explain(compiled_->schema);
      if (problems.empty()) problems.push_back({"", "schema", "what the schema says", shape::shortened(document)});
    }
  } catch (const std::regex_error& error) {
    throw MessageError(std::string("the schema: a pattern is no regular expression: ") + error.what());
  }
  return problems;
}

}  // namespace reseal
