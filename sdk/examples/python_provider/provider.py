#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A CA with a small REST interface, as a plugin in Python: one JSON message a line (docs/plugin-authors/other-languages.md).

  GET  /packages                 [{"code", "months", "price"}]
  POST /orders                   {"reference", "serial", "package"} -> the order
  GET  /orders/REFERENCE         {"state": "review" | "accepted" | "refused", "has_csr": bool,
                                  "certificate": PEM once there is one}; 404 {"error": "not_found"}
  PUT  /orders/REFERENCE/csr     {"csr": PEM} -> the order
"""
import json
import sys


class Answer(Exception):
    """Ends a question with this message instead of a result."""

    def __init__(self, code, message):
        super().__init__(message)
        self.error = {"code": code, "message": message}


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)  # the host has gone
    return json.loads(line)


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def ask_host(call, request):
    say({"capability": {"call": call, "input": request}})
    reply = hear()
    if "error" in reply:
        failure = Answer(reply["error"]["code"], reply["error"]["message"])
        failure.error = reply["error"]  # "after" goes along
        raise failure
    return reply["ok"]


class Portal:
    def __init__(self, base_url):
        self.base_url = base_url

    def ask(self, method, path, right, effect=None, body=None):
        """The parsed body, which is `right`; None where the portal itself says that it knows no such thing."""
        request = {"method": method, "url": self.base_url + path}
        if effect:
            request["effect"] = effect  # journalled before it is sent, and never sent twice
            request["body"] = body
            request["headers"] = {"content-type": "application/json"}
        response = ask_host("http", request)
        status = response["status"]
        if status == 429 or status >= 500:
            raise Answer("try_later", f"HTTP {status}")
        try:
            body = json.loads(response.get("body", ""))
        except ValueError as problem:
            raise Answer("portal_nonsense", str(problem)) from problem
        if status == 404 and body == {"error": "not_found"}:
            return None
        if status not in (200, 201) or not right(body):
            raise Answer("portal_nonsense", f"{method} {path}: HTTP {status} and nothing that the CA's interface knows")
        return body

    def order(self, reference):
        return self.ask("GET", "/orders/" + reference, is_order)

    def place(self, order):
        return self.ask("POST", "/orders", is_order, "place_order", json.dumps(order))

    def packages(self):
        return self.ask("GET", "/packages", are_packages)


# What a reply must look like; whatever is not so is the portal's nonsense, and decides nothing.
def is_order(body):
    return (
        isinstance(body, dict)
        and body.get("state") in ("review", "accepted", "refused")
        and isinstance(body.get("has_csr"), bool)
        and isinstance(body.get("certificate", ""), str)
    )


def are_packages(body):
    return (
        isinstance(body, list)
        and body != []
        and all(
            isinstance(one, dict)
            and isinstance(one.get("code"), str)
            and isinstance(one.get("months"), int)
            and isinstance(one.get("price"), int)
            for one in body
        )
    )


def result_of(order, step):
    """Of the last step with this id; None when there was none."""
    for past in reversed(order.get("history", [])):
        if past["id"] == step:
            return past.get("result", {})
    return None


def step(name, kind, **action):
    return {"id": name, "kind": kind, kind: action}


def status_rule(outcome):
    return {"id": "status", "outcome": outcome, "evidence": "python_provider.rule.status_" + outcome}


STATUS_RULES = {
    "good": status_rule("passed"),
    "revoked": status_rule("failed"),
    "suspended": status_rule("failed"),
    "cannot_say": status_rule("cannot_say"),
}


class Provider:
    def __init__(self, init):
        self.portal = Portal(init.get("settings", {})["base_url"])

    def describe(self, _):
        return {
            "id": "python_provider",
            "version": "1.0.0",
            "name": "python_provider.name",
            "serves": "python_provider.serves",
            "transports": ["api"],
        }

    def eligibility(self, question):
        now = ask_host("now", {})["now"]
        verdicts = []
        for candidate in question["candidates"]:
            valid = now < candidate["certificate"]["not_after"]  # RFC 3339 with Z: sorts as text
            rule = {
                "id": "window",
                "outcome": "passed" if valid else "failed",
                "evidence": "python_provider.rule.valid" if valid else "python_provider.rule.expired",
            }
            status = STATUS_RULES[candidate.get("revocation", {}).get("status", "cannot_say")]
            answers = {"passed": "eligible", "failed": "not_eligible", "cannot_say": "cannot_say"}
            outcome = "failed" if not valid else status["outcome"]
            verdicts.append({"answer": answers[outcome], "rules": [rule, status]})
        return {"verdicts": verdicts}

    def quote(self, _):
        return {
            "packages": [
                {
                    "code": package["code"],
                    "name": {"id": "python_provider.package", "params": {"months": str(package["months"])}},
                    "term_months": package["months"],
                    "price": {"minor": package["price"], "currency": "VND"},
                }
                for package in self.portal.packages()
            ]
        }

    def order(self, question):
        order = question["order"]
        choice = result_of(order, "choose")
        if choice is None:
            choices = [{"value": package["code"]} for package in self.portal.packages()]
            field = {
                "id": "package",
                "type": "choice",
                "label": "python_provider.choose.package",
                "required": True,
                "choices": choices,
            }
            return step("choose", "ask", form={"title": "python_provider.choose.title", "fields": [field]})
        if not choice.get("accepted"):
            return step("declined", "refuse", reason="declined_by_user", message="python_provider.declined")

        # Looked up first: the reply to an earlier request may have been lost.
        known = self.portal.order(order["id"])
        if known is None and result_of(order, "review") is not None:
            return step("lost", "fail", reason="order_lost", message="python_provider.lost")
        if known is None:
            serial = order["old"]["certificate"]["serial"]["hex"]
            package = choice["answer"]["package"]
            known = self.portal.place({"reference": order["id"], "serial": serial, "package": package})
        if known["state"] == "refused":
            return step("refused", "refuse", reason="refused_by_ca", message="python_provider.refused")
        if known["state"] == "accepted":
            return step("accepted", "done", message="python_provider.accepted")
        return step("review", "wait", reason="python_provider.review", poll_after=60)

    def install(self, question):
        order = question["order"]
        if order.get("new_certificate"):
            return step("installed", "done", message="python_provider.installed")
        key = result_of(order, "make_key")
        if key is None:
            return step(
                "make_key", "make_key", algorithm=order.get("key_algorithm", "RSA"), bits=order.get("key_bits", 2048)
            )
        known = self.portal.order(order["id"])
        if known is None:
            return step("lost", "fail", reason="order_lost", message="python_provider.lost")
        if known.get("certificate"):
            return step("install", "install", certificate=known["certificate"])
        if not known.get("has_csr"):
            self.portal.ask("PUT", "/orders/" + order["id"] + "/csr", is_order, "send_csr", json.dumps({"csr": key["csr"]}))
        return step("issuing", "wait", reason="python_provider.issuing", poll_after=30)


def answer(provider, message):
    question = getattr(provider, message["call"], None)
    if question is None:
        raise Answer("message", "this is a provider: it does not answer " + message["call"])
    return question(message.get("input", {}))


def main():
    provider = Provider(hear()["create"])
    say({"ok": {}})
    while True:
        message = hear()
        try:
            say({"ok": answer(provider, message)})
        except Answer as ending:
            say({"error": ending.error})


if __name__ == "__main__":
    main()
