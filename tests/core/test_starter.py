"""A starter is JSON that another run reads, or refuses with what to do next."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from talktrack.core.errors import ConfigurationInvalidError
from talktrack.core.heads import Head
from talktrack.core.starter import Starter, read, written

HEAD = Head(kind="objection", classes=["none", "price"], weights=[[0.5], [-0.5]], bias=[0.0, 0.1])
STARTER = Starter(heads=[HEAD], shares={"objection": {"none": 0.8, "price": 0.2}})


def test_what_is_written_is_read() -> None:
    """With its head by its kind; of another kind there is none."""
    found = read(written(STARTER))

    assert found == STARTER
    assert found.judge("question") is None
    assert found.judge("objection") is not None


@pytest.mark.parametrize("data", [b"", b"{}", b'{"encoder_version": "a", "heads": []}', b"\x80\x04pickle"])
def test_what_is_no_starter_is_refused(data: bytes) -> None:
    """Heads of a tenant are none either."""
    with pytest.raises(ConfigurationInvalidError, match=r"name the starter\.json of train_heads"):
        read(data)


def test_one_of_older_features_is_refused() -> None:
    """Its numbers would mean something else."""
    with pytest.raises(ConfigurationInvalidError, match="run train_heads again"):
        read(written(replace(STARTER, starter_version=1)))
