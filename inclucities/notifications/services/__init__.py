"""Acts on notifications and mails: telling people, noting what is done, sending what is due."""

from inclucities.notifications.services.digests import queue_digests
from inclucities.notifications.services.outbox import (
    erase_old_mails,
    send_due_mails,
    send_to_address,
    silently,
    wake_worker,
)
from inclucities.notifications.services.telling import (
    forget_target,
    mark_all_read,
    mark_done,
    mark_read,
    notify,
    settle,
    settle_unreachable,
)

__all__ = [
    "erase_old_mails",
    "forget_target",
    "mark_all_read",
    "mark_done",
    "mark_read",
    "notify",
    "queue_digests",
    "send_due_mails",
    "send_to_address",
    "settle",
    "settle_unreachable",
    "silently",
    "wake_worker",
]
