"""Acts on reports: asking for one, making it, showing it to others, and erasing it."""

from inclucities.reports.services.erasing import (
    delete_orphaned_files,
    delete_report,
    erase_expired,
    erase_reports_at,
)
from inclucities.reports.services.requesting import enqueue, request_report
from inclucities.reports.services.sharing import note_seen, share_report, unshare_report
from inclucities.reports.services.working import (
    Claim,
    claim,
    extend,
    fail,
    finish,
    give_back,
    record_sign_of_life,
    sweep,
)

__all__ = [
    "Claim",
    "claim",
    "delete_orphaned_files",
    "delete_report",
    "enqueue",
    "erase_expired",
    "erase_reports_at",
    "extend",
    "fail",
    "finish",
    "give_back",
    "note_seen",
    "record_sign_of_life",
    "request_report",
    "share_report",
    "sweep",
    "unshare_report",
]
