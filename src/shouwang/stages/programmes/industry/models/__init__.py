"""The records of industry: projects of the bank, their steps, editions, notices and objections."""

from shouwang.stages.programmes.industry.models.proposals import (
    BankNotice,
    BankObjection,
    Edition,
    Proposal,
    ProposalStep,
)

__all__ = ["BankNotice", "BankObjection", "Edition", "Proposal", "ProposalStep"]
