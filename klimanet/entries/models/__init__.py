"""Entries, their parts, and what people have read, begun and follow."""

from klimanet.entries.models.audience import Audience
from klimanet.entries.models.entries import MOST_PINNED, Entry, Follow, Link, kind_of, kinds, whole
from klimanet.entries.models.feeds import FeedKey
from klimanet.entries.models.merging import Merging
from klimanet.entries.models.parts import Attachment, Comment, Mention, Revision
from klimanet.entries.models.reading import Draft, ReadMark, Watermark, written_in
from klimanet.entries.models.reports import Outcome, Report

__all__ = [
    "MOST_PINNED",
    "Attachment",
    "Audience",
    "Comment",
    "Draft",
    "Entry",
    "FeedKey",
    "Follow",
    "Link",
    "Mention",
    "Merging",
    "Outcome",
    "ReadMark",
    "Report",
    "Revision",
    "Watermark",
    "kind_of",
    "kinds",
    "whole",
    "written_in",
]
