"""How the fields of a form are called where a problem is shown, in the reader's language."""

import re

from shouwang.base.words import _
from shouwang.web import place

# `due-17` is the field `due` of person 17.
OF_ONE = re.compile(r"^([a-z_]+)-\d+$")
OF_A_FEED = re.compile(r"^([a-z_]+)\.([a-z_0-9]+)$")


def field_name(where: str) -> str:
    """Return what people call the field; what is no name of one stays as it is."""
    of_a_feed = OF_A_FEED.match(where)
    if of_a_feed:
        contract = place.content().contracts.get(of_a_feed[1])
        columns = contract.columns if contract else ()
        return next((each.label for each in columns if each.name == of_a_feed[2]), where)
    of_one = OF_ONE.match(where)
    return _names().get(of_one[1] if of_one else where, where)


def _names() -> dict[str, str]:
    return {
        "basis": _("basis"), "month": _("month"), "total": _("sum to share out"),
        "weights": _("weights"), "formula": _("formula"), "shares": _("shares"),
        "figures": _("figures"),
        "area": _("area"), "banner": _("banner"), "banners": _("banners"), "book": _("workbook"),
        "way": _("how they were reminded"),
        "outcome": _("what they answered"),
        "loan": _("the loan"),
        "closer": _("closer look"), "end_date": _("last day"), "households": _("households"),
        "owner": _("person responsible"), "report": _("report"), "result": _("what was done"),
        "seed": _("seed"), "team": _("team"),
        "again": _("the new password again"), "companions": _("who went along"),
        "new": _("new password"), "old": _("present password"), "severity": _("severity"),
        "token": _("code of the app"),
        "account": _("who is responsible"), "answers": _("answers"), "cause": _("cause"),
        "due": _("due on"), "due_date": _("due on"), "format": _("format"),
        "happened_date": _("day of the change"),
        "household": _("household number"), "kind": _("kind"), "state": _("state"), "label": _("name"), "measure": _("measure"),
        "member": _("members"), "members": _("members"), "note": _("note"),
        "office": _("office"), "papers": _("papers"), "password": _("password"),
        "people": _("how many people"), "phone": _("phone"), "photo": _("photo"),
        "places": _("places"), "position": _("position"), "purpose": _("purpose"),
        "questions": _("questions"), "reason": _("reason"), "region": _("place"),
        "risk": _("risk"), "risks": _("risk"), "roles": _("roles"),
        "snooze": _("rests until"), "source": _("source"), "start_date": _("first day"),
        "taking": _("handed over to"), "text": _("what it says"), "until": _("rests until"),
        "until_date": _("last day"), "username": _("username"), "verdict": _("verdict"),
        "title": _("title"), "issuer": _("issuer"), "issued": _("date of issue"), "year": _("year"),
        "plan": _("file of the plan"), "sheet": _("sheet"), "evidence": _("evidence"),
        "unit": _("unit"), "part": _("part"), "raw": _("quantity"), "value": _("value"),
        "value_to": _("end of the range"), "comparator": _("comparison"), "goal": _("goal"),
        "indicator": _("indicator"), "unit_word": _("unit of the quantity"), "what": _("what is counted"),
        "unbound_reason": _("why it is not bound"), "owners": _("owner"), "partners": _("partners"),
        "percent": _("done (%)"), "target": _("target"), "task": _("task"), "tasks": _("tasks"),
        "ended_date": _("last day of work"), "placed_date": _("first day of work"),
        "answer": _("answer"), "aspect": _("aspect"), "before": _("paid already"),
        "cost": _("cost"), "covered": _("how many are covered"), "direction": _("direction"),
        "group": _("for whom"), "income": _("income"), "light": _("light"),
        "who": _("which households"), "words": _("what was reported"),
        "post": _("seat of the team"), "day": _("day"), "late_words": _("why it is entered late"),
        "first_day": _("first day"), "last_day": _("last day"), "back_date": _("day of coming back"),
        "start": _("first day"), "leave": _("leave"), "matter": _("which of the four"),
        "key": _("what is explained"), "document": _("document it rests on"),
    }  # fmt: skip
