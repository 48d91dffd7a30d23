"""The Latent Predictability Score: how well each latent is predicted from the others."""

from __future__ import annotations

from sculptor.metrics.lps.effort import QUICK as QUICK
from sculptor.metrics.lps.estimate import PREDICTORS as PREDICTORS
from sculptor.metrics.lps.result import Distributional as Distributional
from sculptor.metrics.lps.result import LPSResult as LPSResult
from sculptor.metrics.lps.result import Predictability as Predictability
from sculptor.metrics.lps.score import lps as lps
