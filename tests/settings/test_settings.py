"""Settings: read once, strictly, with errors that name the variable and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthact.settings import Settings, SettingsError, for_plug, load, shown, table


def test_nothing_set_gives_the_defaults_of_the_table() -> None:
    settings = load({"HOME": "/somewhere"})
    assert settings == Settings()
    assert [row[2] for row in table()] == ["" if value is None else str(value) for value in _values(settings)]


def test_values_are_read_in_their_types() -> None:
    settings = load({
        "FOURTHACT_LISTEN_PORT": "0",
        "FOURTHACT_LEASE_SECONDS": "1.5",
        "FOURTHACT_STATE_DIR": "some/folder",
        "FOURTHACT_PUBLIC_URL": "https://reservations.example",
    })  # fmt: skip
    assert settings.listen_port == 0
    assert settings.lease_seconds == 1.5
    assert settings.state_dir == Path("some/folder")
    assert settings.public_url == "https://reservations.example"


def test_a_secret_comes_from_a_file_and_is_not_shown(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://app:word@db.example/fourthact\n")
    settings = load({"FOURTHACT_DATABASE_URL_FILE": str(secret)})
    assert settings.database_url == "postgresql://app:word@db.example/fourthact"
    assert shown(settings)["database_url"] == "(secret)"
    assert shown(Settings())["database_url"] == "None"
    assert "word" not in str(shown(settings))


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"FOURTHACT_LISTEN_PORT": "eighty"}, "FOURTHACT_LISTEN_PORT: 'eighty' will not do"),
        ({"FOURTHACT_LISTEN_PORT": "70000"}, "FOURTHACT_LISTEN_PORT: '70000' will not do"),
        ({"FOURTHACT_LISTEN_PORT": ""}, "FOURTHACT_LISTEN_PORT is empty; unset it or give it a value"),
        ({"FOURTHACT_LEASE_SECONDS": "inf"}, "FOURTHACT_LEASE_SECONDS: 'inf' will not do"),
        ({"FOURTHACT_LEASE_SECONDS": "nan"}, "FOURTHACT_LEASE_SECONDS: 'nan' will not do"),
        ({"FOURTHACT_LEASE_SECONDS": "-1"}, "FOURTHACT_LEASE_SECONDS: '-1' will not do"),
        ({"FOURTHACT_BATCH_REQUESTS_MAX": "0"}, "Requests that one commit may carry"),
        ({"FOURTHACT_SMTP_URL": "mail.example"}, "as smtp://host:port"),
        ({"FOURTHACT_PUBLIC_URL": "reservations.example"}, "FOURTHACT_PUBLIC_URL"),
        ({"FOURTHACT_LISTEN_PROT": "1"}, "did you mean FOURTHACT_LISTEN_PORT?"),
        ({"FOURTHACT_XYZZY": "1"}, "docs/look-up/settings.md lists what there is"),
        (
            {"FOURTHACT_DATABASE_URL": "x", "FOURTHACT_DATABASE_URL_FILE": "y"},
            "are both set; unset one of them",
        ),
        (
            {"FOURTHACT_DATABASE_URL_FILE": "/nowhere/at/all"},
            "FOURTHACT_DATABASE_URL_FILE names '/nowhere/at/all'",
        ),
    ],
)
def test_errors_name_the_variable_and_what_to_do(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(env)
    assert says in str(caught.value)


def test_an_error_does_not_tell_a_secret() -> None:
    with pytest.raises(SettingsError) as caught:
        load({"FOURTHACT_DATABASE_URL": ""})
    assert "FOURTHACT_DATABASE_URL is empty" in str(caught.value)


def test_a_plug_reads_its_own_variables() -> None:
    env = {"FOURTHACT_SANDBOX_URL": "http://127.0.0.1:9", "FOURTHACT_LISTEN_PORT": "1"}
    assert for_plug(env, "sandbox", {"url": "Where the sandbox listens."}) == {"url": "http://127.0.0.1:9"}
    assert load(env, plugs=["sandbox"]).listen_port == 1
    with pytest.raises(SettingsError, match="FOURTHACT_SANDBOX_URL is not a setting"):
        load(env)


def test_a_plug_refuses_a_variable_that_it_does_not_describe() -> None:
    with pytest.raises(SettingsError, match="did you mean FOURTHACT_SANDBOX_URL"):
        for_plug({"FOURTHACT_SANDBOX_ULR": "x"}, "sandbox", {"url": "Where the sandbox listens."})


def test_every_setting_has_its_variable_type_and_help() -> None:
    for variable, kind, _default, text in table():
        assert variable.startswith("FOURTHACT_")
        assert variable == variable.upper()
        assert kind in {"text", "folder", "whole number", "number", "true or false"}
        assert text.endswith(".")


def _values(settings: Settings) -> list[object]:
    return [getattr(settings, name) for name in settings.__struct_fields__]
