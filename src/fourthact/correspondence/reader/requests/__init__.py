"""What is asked, in four languages: one file of data a language, and a small engine that reads them all."""

from fourthact.correspondence.reader.requests.judge import Judged, judge

__all__ = ["Judged", "judge"]
