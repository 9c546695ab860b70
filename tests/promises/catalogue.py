"""What the product promises, who else promises it, and the figure that proves it.

A test names the promise that it proves, ``@pytest.mark.promise("Acknowledged is stored")``; a name that does
not stand here stops the collection. ``make promises`` runs those tests with the full numbers, writes
``docs/PROMISES.md`` from what they found, and fails on a promise that no passing test proves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """One promise: its name, the design that is known to keep it, and the figure that was promised."""

    name: str
    known_from: str
    figure: str


CATALOGUE = (
    Promise(
        "No reading or writing across schemes",
        "deny by default, `visible_to`, 404 for strangers (pretix, matrices of RDMO)",
        "every address × role × object × verb: all addresses classified, 0 leaks, the owner sees all of it",
    ),
    Promise(
        "No mass assignment",
        "explicit fields, choices within one's own scope",
        "every form sent with foreign and hidden fields: 0 changes",
    ),
    Promise(
        "Revoking works at once",
        "rights never cached, asked again in task, mail and link",
        "open pages, queued reports, old links: 0 later reads",
    ),
    Promise(
        "Acknowledged is stored",
        "commit before the answer 200",
        "web process killed ten times in 1,000 saves: 1,000 present",
    ),
    Promise(
        "No silent overwrite",
        "compare-and-swap",
        "400 concurrent saves by two people: no version acknowledged twice, both texts kept",
    ),
    Promise(
        "A retry acts once",
        "idempotency key",
        "ten parallel submits, invitations, requests for a report: one effect each",
    ),
    Promise(
        "Reports are never lost",
        "job row, lease, sweeper",
        "workers killed during 50 reports, broker emptied: 50 arrive, 0 twice; a poisonous one fails clearly "
        "within 2 minutes",
    ),
    Promise(
        "Redis is optional for saving",
        "sessions in the database, time-outs of 1 s",
        "Redis stopped or hung: saves go on below 2 s, reports arrive later",
    ),
    Promise(
        "A PDF touches nothing",
        "refusing fetcher, text that is never markup",
        "60 hostile texts: 0 requests, 0 files",
    ),
    Promise(
        "A PDF is bounded",
        "limits of memory and time",
        "a dozen bombs end within 150 s with a clear error, others are not affected",
    ),
    Promise(
        "No script of a user's runs",
        "content security policy without inline script, nh3",
        "80 payloads in every field, in a browser: 0 executions",
    ),
    Promise(
        "Headers",
        "HSTS, CSP, nosniff, frame, referrer, `__Host-` cookies",
        "every response, errors included; `check --deploy`: 0 warnings",
    ),
    Promise(
        "Uploads are inert",
        "type by content, limited size, private storage, attachment",
        "30 hostile files: refused, or downloaded as attachment",
    ),
    Promise(
        "Invitations",
        "128 random bits, hashed, single use, expiring, POST",
        "50 parallel uses: 1; opening the link does not use it up",
    ),
    Promise(
        "Accounts",
        "rate limits, second factor for coordinators and administrators",
        "nobody learns who has an account by text, code or time; a victim is not locked out",
    ),
    Promise("No 500", "validation at the edge", "10,000 fuzzed requests: 0"),
    Promise(
        "Safe exports",
        "typed cells, leading `= + - @` defused, long cells split",
        "0 formulas, 40,000 characters intact",
    ),
    Promise("Clean mail", "headers of a single line", "0 extra recipients"),
    Promise(
        "No mixing of users in caches",
        "private, no-store, Vary",
        "0 in 2,000 interleaved requests",
    ),
    Promise(
        "Audit",
        "append-only events of ids and codes, without names and free text",
        "one event for each change; UPDATE and DELETE refused; a person whom events name is not deleted: blanking "
        "the row that they point to leaves them as they are",
    ),
    Promise(
        "Languages and clocks",
        "UTC, IANA zones",
        "every page × language: no 500, no blank; one reminder on nights when clocks change",
    ),
)

NAMES = frozenset(promise.name for promise in CATALOGUE)
