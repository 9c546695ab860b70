"""WeasyPrint and nothing else, warm: ``python -m inclucities.bench.loads.weasyprint_alone``.

Reads the paths of HTML files line by line, makes a PDF of each, and answers with a line of JSON: seconds of
processor time, pages, and the most megabytes that the process ever held.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import django
from weasyprint import HTML

KILOBYTES = 1024


def main() -> None:
    """Answer until nobody asks any more."""
    django.setup()
    # The stylesheet, the fonts and where assets come from are the product's, read once as in its worker.
    from inclucities.reports.rendering.pdf import prepared, warm_up

    warm_up()
    fetcher, fonts, style = prepared()
    for line in sys.stdin:
        html = Path(line.strip()).read_text(encoding="utf-8")
        begun = time.process_time()
        pages: list[int] = []
        HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            finisher=lambda document, _pdf: pages.append(len(document.pages)),  # noqa: B023 -- called here
        )
        answer = {
            "cpu": time.process_time() - begun,
            "pages": pages[0],
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES,
        }
        print(json.dumps(answer), flush=True)  # noqa: T201 -- its answer


if __name__ == "__main__":
    main()
