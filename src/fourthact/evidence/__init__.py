"""What an outsider is handed to check the story: packs that verify offline, without database or network.

Evidence is collected here and never made: every byte stands in the record already.
"""

from fourthact.evidence.jobs import EvidenceJobs
from fourthact.evidence.reads import pack

__all__ = ["EvidenceJobs", "pack"]
