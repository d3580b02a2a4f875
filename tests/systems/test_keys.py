"""Tenant keys: made once, readable by their owner only, useless for anybody else's data."""

from __future__ import annotations

import base64
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talktrack.core.errors import ConfigurationInvalidError, KeyMismatchError
from talktrack.systems.keys import KEY_BYTES, TenantKey, tenant_key
from talktrack.systems.repository import open_repository

ONE, OTHER = TenantKey(b"1" * KEY_BYTES), TenantKey(b"2" * KEY_BYTES)
SEALED = ONE.seal(b"hello")
SAY_FINGERPRINT = "import sys; from talktrack.systems.keys import tenant_key as k; print(k(*sys.argv[1:]).fingerprint)"


def _start(home: Path, tenant: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SAY_FINGERPRINT, str(home), tenant], stdout=subprocess.PIPE, text=True
    )


def test_the_key_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    """Mode 0600 in a directory of mode 0700."""
    tenant_key(str(tmp_path), "acme")
    file = tmp_path / ".keys" / "acme.key"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_eight_processes_at_once_agree_on_one_key(tmp_path: Path) -> None:
    """The first link wins, the others read it, and no temporary file stays."""
    racing = [_start(tmp_path, "acme") for _ in range(8)]
    fingerprints = {process.communicate()[0].strip() for process in racing}

    assert fingerprints == {tenant_key(str(tmp_path), "acme").fingerprint}
    assert [file.name for file in (tmp_path / ".keys").iterdir()] == ["acme.key"]


def test_a_mounted_secret_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a cluster the key lies where TALKTRACK_KEYS says, whatever the home is."""
    (tmp_path / "acme.key").write_bytes(base64.b64encode(ONE.secret))
    monkeypatch.setenv("TALKTRACK_KEYS", str(tmp_path))

    assert tenant_key("gs://bucket/home", "acme").fingerprint == ONE.fingerprint


def test_a_mounted_secret_is_never_made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant that the secret lacks is an error, not a new key that dies with the pod."""
    monkeypatch.setenv("TALKTRACK_KEYS", str(tmp_path))

    with pytest.raises(ConfigurationInvalidError, match="tenant acme"):
        tenant_key("gs://bucket/home", "acme")
    assert list(tmp_path.iterdir()) == []


def test_a_lost_key_is_not_replaced(tmp_path: Path) -> None:
    """A second key would open nothing; whoever looks is told which file to restore, and none is made."""
    open_repository(str(tmp_path), "acme", create=True)
    file = tmp_path / ".keys" / "acme.key"
    file.unlink()

    with pytest.raises(KeyMismatchError, match=r"restore .*acme\.key"):
        tenant_key(str(tmp_path), "acme")
    assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"not base64!", base64.b64encode(b"short")])
def test_a_damaged_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """It is never replaced: what was written under it would be lost."""
    file = tmp_path / ".keys" / "acme.key"
    file.parent.mkdir()
    file.write_bytes(content)

    with pytest.raises(ConfigurationInvalidError, match="restore"):
        tenant_key(str(tmp_path), "acme")
    assert file.read_bytes() == content


@given(st.binary(max_size=200))
def test_what_was_sealed_can_be_opened(data: bytes) -> None:
    """The same bytes come back, and the sealed ones differ each time."""
    assert data == ONE.open(ONE.seal(data))
    assert ONE.seal(data) != ONE.seal(data)


def test_another_key_cannot_open() -> None:
    """The sentence says which file to restore."""
    with pytest.raises(KeyMismatchError, match="restore the key file"):
        OTHER.open(ONE.seal(b"hello"))


@pytest.mark.parametrize(
    "broken",
    [b"", b"short", SEALED[:-1], SEALED + b"x", b"another nonce" + SEALED],
    ids=["empty", "short", "cut", "longer", "shifted"],
)
def test_changed_bytes_cannot_be_opened(broken: bytes) -> None:
    """Cut or changed data is refused, never returned as something else."""
    with pytest.raises(KeyMismatchError):
        ONE.open(broken)


def test_pseudonyms_hold_within_a_tenant_only() -> None:
    """The same person has one name here and another one there; kinds do not mix."""
    name = ONE.pseudonym("PERSON", "bob")

    assert name == ONE.pseudonym("PERSON", "bob")
    assert (
        len({name, ONE.pseudonym("PERSON", "bot"), ONE.pseudonym("EMAIL", "bob"), OTHER.pseudonym("PERSON", "bob")})
        == 4
    )


def test_a_key_does_not_print_its_secret() -> None:
    """Neither a log line nor an assertion can spill it."""
    assert ONE.secret.decode() not in repr(ONE) + str(ONE) + ONE.fingerprint
