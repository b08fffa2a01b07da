from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.core.errors import SetupProblem
from bot.settings import (
    Settings,
    has_token,
    load_rehearsal_settings,
    load_settings,
    variable,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, without any setting of the person who runs the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, *lines):
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")


def problem():
    with pytest.raises(SetupProblem) as caught:
        load_settings()
    return str(caught.value)


def test_without_any_setting_the_defaults_hold():
    settings = load_settings()
    assert settings.token is None
    assert settings.database_url == "sqlite+aiosqlite:///data/aftercare.db"
    assert not has_token()


def test_the_file_is_read_and_the_environment_wins(folder, monkeypatch):
    write(folder, "AFTERCARE_LOG_LEVEL=debug", "AFTERCARE_LOG_FORMAT=json")
    monkeypatch.setenv("AFTERCARE_LOG_LEVEL", "error")
    settings = load_settings()
    assert (settings.log_level, settings.log_format) == ("error", "json")


def test_empty_means_unset(folder, monkeypatch):
    write(folder, "AFTERCARE_TOKEN=abc", "AFTERCARE_LOG_LEVEL=", "AFTERCARE_NEW_CHATS_PER_HOUR=")
    monkeypatch.setenv("AFTERCARE_TOKEN", "")
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == "abc"
    assert (settings.log_level, settings.new_chats_per_hour) == ("info", 20)
    assert has_token()


def test_a_file_saved_by_a_windows_editor_is_read(folder):
    (folder / ".env").write_bytes(b"\xef\xbb\xbfAFTERCARE_LOG_FORMAT=JSON\r\n")
    assert load_settings().log_format == "json"


@pytest.mark.parametrize("name", ["AFTERCARE_TOKN", "aftercare_tokn"])
def test_an_unknown_name_suggests_the_nearest(folder, monkeypatch, name):
    monkeypatch.setenv(name, "x")
    assert problem() == "There is no setting AFTERCARE_TOKN. Did you mean AFTERCARE_TOKEN?"


def test_an_unknown_name_in_the_file_suggests_the_nearest(folder):
    write(folder, "AFTERCARE_DATABSE=x", "SOMETHING_ELSE=fine")
    assert "Did you mean AFTERCARE_DATABASE_URL?" in problem()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("LOG_LEVEL=loud", "AFTERCARE_LOG_LEVEL: it should be 'debug', 'info', 'warning'"),
        ("NEW_CHATS_PER_HOUR=many", "AFTERCARE_NEW_CHATS_PER_HOUR: give a whole number."),
        ("NEW_CHATS_PER_HOUR=0", "it should be greater than or equal to 1"),
        ("DATABASE_URL=mysql://x", "AFTERCARE_DATABASE_URL: start it with sqlite+aiosqlite:///"),
        ("KEYS_URL=keys.db", "AFTERCARE_KEYS_URL: start it with sqlite+aiosqlite:///"),
        ("DISCORD_API=discord.example", "AFTERCARE_DISCORD_API: start it with https://"),
        ("DISCORD_GATEWAY=https://x", "AFTERCARE_DISCORD_GATEWAY: start it with wss://"),
    ],
)
def test_a_bad_value_gets_one_readable_line(folder, line, said):
    write(folder, f"AFTERCARE_{line}")
    told = problem()
    assert said in told
    assert "\n" not in told


def test_a_bad_value_is_not_repeated_because_it_may_be_a_secret(folder):
    write(folder, "AFTERCARE_DATABASE_URL=postgres://me:hunter2@host/db")
    assert "hunter2" not in problem()


def test_secrets_do_not_show_in_repr(folder):
    write(
        folder,
        "AFTERCARE_TOKEN=hunter2",
        "AFTERCARE_KEY=hunter2",
        "AFTERCARE_DATABASE_URL=postgresql+asyncpg://me:hunter2@host/data",
        "AFTERCARE_KEYS_URL=postgresql+asyncpg://me:hunter2@host/keys",
    )
    assert "hunter2" not in repr(load_settings())


POSTGRES = "AFTERCARE_DATABASE_URL=postgresql+asyncpg://me@host/data"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "set AFTERCARE_KEY or AFTERCARE_KEY_FILE too"),
        (["AFTERCARE_KEY=k"], "set AFTERCARE_KEYS_URL too"),
        (
            ["AFTERCARE_KEY=k", "AFTERCARE_KEYS_URL=postgresql+asyncpg://me@host/data"],
            "must be another database",
        ),
    ],
)
def test_postgresql_needs_a_key_and_a_key_database(folder, lines, said):
    write(folder, POSTGRES, *lines)
    assert said in problem()


def test_the_rehearsal_ignores_the_token_the_databases_and_the_keys(folder):
    write(folder, "AFTERCARE_TOKEN=abc", POSTGRES, "AFTERCARE_KEYS_URL=nonsense")
    settings = load_rehearsal_settings(folder / "stage")
    assert settings.token is None
    assert settings.keys_url is None
    assert settings.database_url == f"sqlite+aiosqlite:///{folder / 'stage' / 'rehearsal.db'}"


def test_the_rehearsal_still_hears_about_a_misspelt_name(folder):
    write(folder, "AFTERCARE_LOG_LEVL=debug")
    with pytest.raises(SetupProblem, match="AFTERCARE_LOG_LEVEL"):
        load_rehearsal_settings(folder)


def test_an_unreadable_file_is_one_line(folder):
    (folder / ".env").write_bytes(b"AFTERCARE_TOKEN=\xff\xfe")
    assert problem().startswith("The file .env cannot be read")


def test_the_example_lists_every_setting_with_its_default_and_why():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = dotenv_values(ROOT / ".env.example")
    assert list(listed) == [variable(field) for field in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        assert listed[variable(name)] == default
        assert f"# {field.description}\n{variable(name)}={default}\n" in text


def test_the_example_can_be_used_as_it_is(folder):
    write(folder, (ROOT / ".env.example").read_text(encoding="utf-8"))
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("url", "keys", "key"),
    [
        ("sqlite+aiosqlite:///data/a.db", "sqlite+aiosqlite:///data/keys.db", "data/aftercare.key"),
        (
            "sqlite+aiosqlite:////srv/a.db?x=1",
            "sqlite+aiosqlite:////srv/keys.db",
            "/srv/aftercare.key",
        ),
    ],
)
def test_keys_lie_beside_the_sqlite_file(url, keys, key):
    settings = Settings(database_url=url)
    assert settings.keys_address == keys
    assert settings.key_path == Path(key)


def test_with_postgresql_there_is_no_file_unless_one_is_named(folder):
    keys = "postgresql+asyncpg://me@host/keys"
    write(folder, POSTGRES, "AFTERCARE_KEY=k", f"AFTERCARE_KEYS_URL={keys}")
    settings = load_settings()
    assert (settings.database_file, settings.key_path) == (None, None)
    assert settings.keys_address == keys
