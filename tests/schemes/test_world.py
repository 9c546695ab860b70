import pytest
from tests.world import build_world
from schemes.services.rights import drift_of, everybody_with_rights
@pytest.mark.django_db
def test_world(django_assert_max_num_queries):
    import time
    t=time.time()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    with CaptureQueriesContext(connection) as c:
        build_world()
    print(len(c), time.time()-t)
    assert not drift_of(everybody_with_rights())
