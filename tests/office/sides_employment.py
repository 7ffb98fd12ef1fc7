"""A matching round with a proposal, and a published list of vacancies, on a side of a scope's border."""

from shouwang.stages.programmes.employment.models import Proposal, Round, VacancyList
from tests.office import world


def plant_employment(side, mark, place, household):
    """Write a round, a proposal and a list, and return them by their kind."""
    banner = {"league": place["league"], "banner": place["banner"]}
    job_round = Round.objects.create(
        made_date=world.DAY, made_at=world.AT, made_by=f"{mark}数据员", snapshot=1, seekers=3,
        vacancies=4, pairs=5, total=170, greedy=150, placed=1, greedy_placed=1, **banner,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        round=job_round, seeker=f"Q-{side}", person=100 + side, household=household,
        vacancy=f"V-{side}", employer=f"{mark}厂", trade=f"{mark}工", place_name=f"{mark}旗",
        wage=300_000, score=85, reasons=["base", "near"], offered_date=world.DAY,
        note=f"{mark}备注", **place,
    )  # fmt: skip
    vacancy_list = VacancyList.objects.create(
        published_date=world.DAY, published_at=world.AT, published_by=f"{mark}数据员", snapshot=1,
        places=2, rows=[{"vacancy": f"V-{side}", "employer": f"{mark}厂", "trade": f"{mark}工",
                         "carrier": "farm", "source": "nearby", "place_county": f"{mark}旗",
                         "wanted": 3, "filled": 1, "wage": 300_000, "board": True, "age_to": 55,
                         "skill": None, "published_date": "2020-06-01", "valid_until": None}],
        **banner,
    )  # fmt: skip
    return {"job_round": job_round, "job_proposal": proposal, "vacancy_list": vacancy_list}
