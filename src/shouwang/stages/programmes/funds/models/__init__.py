"""The records of funds."""

from shouwang.stages.programmes.funds.models.appraisals import Appraisal
from shouwang.stages.programmes.funds.models.curves import TargetCurve
from shouwang.stages.programmes.funds.models.sharings import Sharing, SharingPart

__all__ = ["Appraisal", "Sharing", "SharingPart", "TargetCurve"]
