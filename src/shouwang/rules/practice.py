"""How the office works, as content: areas, indicators, procedures and calendar, beside the packs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.rules.areas import Area, Areas, lint_areas, read_areas
from shouwang.rules.assistance import Assistance, dated_of as dated_of_assistance, read_assistance
from shouwang.rules.board_page import BoardPage, lint_board_page, read_board_page
from shouwang.rules.burden import Burden, read_burden
from shouwang.rules.calendar import Calendar, read_calendar
from shouwang.rules.campaigns import Campaigns, lint_campaigns, read_campaigns
from shouwang.rules.dated import NEVER, Dated
from shouwang.rules.document_lint import lint_documents
from shouwang.rules.documents import DocumentForm, Documents, read_documents
from shouwang.rules.funds import FundRules, lint_fund_rules, read_fund_rules, unverified_fund_rules
from shouwang.rules.graph import typed
from shouwang.rules.groups import Group, lint_groups
from shouwang.rules.household_page import (
    FILE as HOUSEHOLD_PAGE,
    HouseholdPage,
    lint_household_page,
    read_household_page,
)
from shouwang.rules.indicator_lint import lint_indicators
from shouwang.rules.indicators import FILE as INDICATORS, Indicator, read_indicators
from shouwang.rules.insurance import Product, read_products
from shouwang.rules.issues import IssueRules, dated_of, read_issues
from shouwang.rules.leads import LeadRules, lint_leads, read_leads
from shouwang.rules.ledger import COUNTS, DAYS, SHARES, LedgerRules, lint_ledger, read_ledger
from shouwang.rules.lint import lint
from shouwang.rules.load import read_policy
from shouwang.rules.matching import MatchingRules, read_matching
from shouwang.rules.measures import Measures, read_measures
from shouwang.rules.notices import FILE as NOTICES, Notices, lint_notices, read_notices
from shouwang.rules.offices import Exclusion, Offices, RoleRule, read_offices
from shouwang.rules.pack import DatedValue, Policy
from shouwang.rules.procedure_files import read_procedures
from shouwang.rules.procedure_lint import lint_procedures
from shouwang.rules.procedures import Clock, Guard, Procedure, Version
from shouwang.rules.programme_lint import lint_programmes
from shouwang.rules.programmes import Balance, Programme, read_programmes
from shouwang.rules.project_rule_files import (
    FILE as PROJECT_RULES,
    read_project_rules,
    unverified_parts,
)
from shouwang.rules.project_rules import ProjectRules
from shouwang.rules.questions import Bank, lint_questions, read_questions
from shouwang.rules.signs import NUMBERS as SIGN_NUMBERS, Signs, lint_signs, read_signs
from shouwang.rules.solar import SkyRule, SolarRules, read_solar_rules
from shouwang.rules.source import read_entries
from shouwang.rules.tours import TourRules, lint_tours, read_tours
from shouwang.rules.village_teams import DAYS as TEAM_DAYS, TeamRules, read_team_rules
from shouwang.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Practice:
    """What a content says of the office's work. Every file of it may be left out.

    None of it decides what a run finds, so none of it is part of a release.
    """

    areas: Areas = field(default_factory=Areas)
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    calendar: Calendar | None = None
    offices: Offices = field(default_factory=Offices)
    measures: Measures = field(default_factory=Measures)
    notices: Notices = field(default_factory=Notices)
    leads: LeadRules = field(default_factory=LeadRules)
    questions: Bank = field(default_factory=Bank)
    campaigns: Campaigns = field(default_factory=Campaigns)
    household_page: HouseholdPage | None = None
    documents: Documents = field(default_factory=Documents)
    ledger: LedgerRules = field(default_factory=LedgerRules)
    board_page: BoardPage = field(default_factory=BoardPage)
    burden: Burden = field(default_factory=Burden)
    issues: IssueRules = field(default_factory=IssueRules)
    tours: TourRules = field(default_factory=TourRules)
    signs: Signs = field(default_factory=Signs)
    products: Mapping[str, Product] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    funds: FundRules = field(default_factory=FundRules)
    project_rules: ProjectRules = field(default_factory=ProjectRules)
    village_teams: TeamRules = field(default_factory=TeamRules)
    solar: SolarRules = field(default_factory=SolarRules)
    matching: MatchingRules = field(default_factory=MatchingRules)
    assistance: Assistance = field(default_factory=Assistance)


def load_practice(content_dir: Path, *, examples: bool = False) -> tuple[Policy, Practice]:
    """Return a content directory's policy and practice, both linted.

    Args:
        examples: Whether to read the examples of the checks too.

    Raises:
        InputProblems: with every fault of contracts, packs, areas, indicators, procedures,
            calendar, offices, measures, notices, leads, questions, campaigns, the page of a
            household, the board, the burden, issues, tours, signs and programmes.
    """
    problems: list[Problem] = []
    policy = read_policy(content_dir, problems, examples=examples)
    if policy is None:
        raise InputProblems(problems)
    problems.extend(lint(policy))
    practice = read_practice(policy, problems)
    if problems:
        raise InputProblems(problems)
    return policy, practice


def read_practice(policy: Policy, problems: list[Problem]) -> Practice:
    """Return the practice as far as it can be read; its faults are added to ``problems``."""
    path = policy.content.root / INDICATORS
    entries = read_entries(path, where=INDICATORS, problems=problems) if path.exists() else []
    practice = Practice(
        areas=read_areas(policy, problems),
        indicators=read_indicators(entries, problems),
        procedures=read_procedures(policy, problems),
        calendar=read_calendar(policy.content, problems),
        offices=read_offices(policy.content.root, policy.content.levels, problems),
        measures=read_measures(policy.content, problems),
        notices=read_notices(policy.content, problems),
        leads=read_leads(policy.content, problems),
        questions=read_questions(policy.content, problems),
        campaigns=read_campaigns(policy.content, problems),
        household_page=_household_page(policy, problems),
        documents=read_documents(policy.content.root, problems),
        ledger=read_ledger(policy.content, problems),
        board_page=read_board_page(policy.content, problems),
        burden=read_burden(policy.content, problems),
        issues=read_issues(policy.content, problems),
        tours=read_tours(policy.content, problems),
        signs=read_signs(policy.content, problems),
        products=read_products(policy.content, problems),
        programmes=read_programmes(policy.content, problems),
        funds=read_fund_rules(policy.content, problems),
        project_rules=read_project_rules(policy.content, problems),
        village_teams=read_team_rules(policy.content, problems),
        solar=read_solar_rules(policy.content, problems),
        matching=read_matching(policy.content, problems),
        assistance=read_assistance(policy.content, problems),
    )
    problems.extend(_faults(practice, policy))
    return practice


def _household_page(policy: Policy, problems: list[Problem]) -> HouseholdPage | None:
    """Return the page of a household; none, if the content does not say how it is told."""
    if not (policy.content.root / HOUSEHOLD_PAGE).exists():
        return None
    before = len(problems)
    page = read_household_page(policy, problems)
    # What could not be read would be told again as what is missing.
    return page if len(problems) == before else None


@dataclass(frozen=True, slots=True)
class Unverified:
    """Something of the practice whose source nobody has checked; its value, if it has one."""

    name: str
    label: str
    basis: str
    where: str
    dated: DatedValue | None = None


def unverified(practice: Practice) -> Iterator[Unverified]:
    """Yield what is still to be verified in areas, indicators, procedures, offices and programmes."""
    for each in _entries(practice):
        if not each.is_verified:
            yield Unverified(each.name, each.label, each.basis, each.where)
    yield from _unverified_funds(practice.funds)
    for name, part in unverified_parts(practice.project_rules):
        yield Unverified(name, PROJECT_RULES, part.basis, part.where)
    for procedure in practice.procedures.values():
        for version in procedure.versions:
            yield from _unverified_parts(procedure, version)
    yield from _unverified_offices(practice.offices)
    yield from _unverified_help(practice.measures, practice.notices)
    yield from _unverified_products(practice.products)
    for name, label, dated in _labelled(practice):
        yield from _unverified_values(name, label, dated)


def _entries(
    practice: Practice,
) -> Iterator[Area | Group | Indicator | Programme | Balance | DocumentForm | SkyRule]:
    """Yield what has a name, a basis and a status."""
    yield from practice.areas.areas.values()
    yield from practice.areas.groups.values()
    yield from practice.indicators.values()
    for programme in practice.programmes.values():
        yield programme
        yield from programme.balances
    yield from practice.documents.forms.values()
    yield from practice.solar.skies


def _labelled(practice: Practice) -> Iterator[tuple[str, str, Dated]]:
    """Yield the numbers of lights and indicators, then those by which the office works."""
    for light in practice.areas.lights.values():
        for band in (light.blind, light.yellow, light.green):
            yield light.name, light.label, band
    for indicator in practice.indicators.values():
        yield indicator.name, indicator.label, indicator.target
    for name, dated in _numbers(practice):
        yield name, name, dated


def _numbers(practice: Practice) -> Iterator[tuple[str, Dated]]:
    """Yield the numbers by which the office works, by their names."""
    for name in ("minutes_a_field", "minutes_a_visit", "too_much_a_month"):
        yield name, getattr(practice.burden, name)
    for name in (*DAYS, *COUNTS, *SHARES):
        yield name, getattr(practice.ledger, name)
    yield from dated_of(practice.issues)
    yield from practice.tours.design.items()
    yield from practice.matching.dated
    yield from dated_of_assistance(practice.assistance)
    for name in SIGN_NUMBERS:
        yield name, getattr(practice.signs, name)
    for name in TEAM_DAYS:
        yield name, practice.village_teams.dated.get(name, NEVER)
    yield from practice.solar.dated.items()
    for sign in practice.signs.signs.values():
        yield sign.name, sign.line
        yield sign.name, sign.least


def _unverified_help(measures: Measures, notices: Notices) -> Iterator[Unverified]:
    for answer in measures.answers.values():
        if not answer.is_verified:
            yield Unverified(answer.risk, answer.label, answer.basis, answer.where)
    yield from _unverified_values("help_within", "help_within", measures.help_within)
    for name, dated in notices.dated.items():
        yield from _unverified_values(name, name, dated)
    if not notices.is_verified:
        yield Unverified("private_words", "private_words", notices.basis, NOTICES)


def _unverified_products(products: Mapping[str, Product]) -> Iterator[Unverified]:
    for product in products.values():
        yield from _unverified_values(product.name, product.label, product.premium)
        for promise in product.versions:
            if not promise.is_verified:
                yield Unverified(product.name, product.label, promise.basis, promise.where)


def _unverified_funds(rules: FundRules) -> Iterator[Unverified]:
    for name, each in unverified_fund_rules(rules):
        yield Unverified(name, each.label, each.basis, each.where)


def _unverified_offices(offices: Offices) -> Iterator[Unverified]:
    entries: list[RoleRule | Exclusion] = [*offices.roles.values(), *offices.exclusions]
    for each in entries:
        if not each.is_verified:
            name = each.name if isinstance(each, RoleRule) else "exclusions"
            yield Unverified(name, each.label, each.basis, each.where)
    for name, section in (("sign_in", offices.sign_in), ("short_messages", offices.short_messages)):
        if not section.is_verified:
            yield Unverified(name, name, section.basis, section.where)


def _unverified_parts(procedure: Procedure, version: Version) -> Iterator[Unverified]:
    if not version.is_verified:
        yield Unverified(procedure.name, procedure.label, version.basis, version.where)
    parts: tuple[Clock | Guard, ...] = (*version.clocks, *version.guards)
    for each in parts:
        if not each.is_verified:
            label = f"{procedure.label}: {each.label}"
            yield Unverified(procedure.name, label, each.basis, each.where)


def _unverified_values(name: str, label: str, dated: Dated) -> Iterator[Unverified]:
    for each in dated.values:
        if not each.is_verified:
            yield Unverified(name, label, each.basis, each.where, each)


def _faults(practice: Practice, policy: Policy) -> Iterator[Problem]:
    vocabulary = Vocabulary(policy)
    typed(vocabulary)
    areas = practice.areas
    yield from lint_areas(areas, policy, practice.indicators)
    yield from lint_board_page(practice.board_page, practice.indicators)
    yield from lint_groups(areas.groups, vocabulary)
    yield from lint_signs(practice.signs, practice.indicators)
    yield from lint_indicators(practice.indicators, vocabulary, areas.offices)
    yield from lint_procedures(practice.procedures, vocabulary, areas, practice.calendar)
    yield from lint_notices(practice.notices, practice.procedures)
    yield from lint_leads(practice.leads, policy)
    yield from lint_questions(practice.questions, policy)
    yield from lint_campaigns(practice.campaigns, practice.questions, policy.content)
    yield from lint_ledger(practice.ledger, areas, practice.indicators)
    yield from lint_tours(practice.tours, areas)
    yield from lint_fund_rules(practice.funds, practice.indicators, areas.offices)
    yield from lint_programmes(
        practice.programmes, policy, areas, practice.indicators, practice.offices.roles
    )
    yield from lint_documents(
        practice.documents, policy.content, practice.indicators, areas, practice.offices,
        practice.procedures,
    )  # fmt: skip
    if practice.household_page is not None:
        yield from lint_household_page(practice.household_page, policy)
