import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.cli import main
from bot.settings import Settings, variable
from bot.storage.lock import hold_lock

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Work in an empty folder, without any setting of the person who runs the tests."""
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def aftercare(*arguments):
    """Run the real program; what it says must never be a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_help_names_every_command_and_loads_little():
    said = aftercare("--help").stdout
    for command in ("start", "run", "rehearse", "doctor", "migrate", "backup", "copy-database"):
        assert command in said
    heavy = "{'discord', 'sqlalchemy', 'simcord', 'apscheduler'} & set(sys.modules)"
    script = f"import bot.cli, sys; print({heavy} or 'light')"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "light"


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["restore"], *(["rehearse", f"--port={n}"] for n in ("x", 99999, -1))],
)
def test_wrong_usage_is_told_and_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: aftercare" in capsys.readouterr().err


def test_running_without_a_token_says_what_to_do(capsys):
    assert main(["run"]) == 2
    assert capsys.readouterr().err == (
        "aftercare: Set AFTERCARE_TOKEN in .env first, or try `aftercare rehearse`.\n"
    )


@pytest.mark.parametrize("command", ["start", "run"])
def test_a_role_that_does_not_exist_is_one_line(command, monkeypatch, capsys):
    monkeypatch.setenv("AFTERCARE_TOKEN", "x")
    assert main([command, "--role", "wrongname"]) == 2
    assert capsys.readouterr().err == (
        "aftercare: There is no role wrongname: --role is all, gateway or worker.\n"
    )


@pytest.mark.parametrize("command", ["start", "run", "doctor", "migrate", "backup", "rehearse"])
def test_a_bad_setting_is_one_line(folder, command, capsys):
    (folder / ".env").write_text("AFTERCARE_LOG_LEVL=debug\nAFTERCARE_TOKEN=x\n")
    assert main([command]) == 2
    said = capsys.readouterr().err
    assert "Did you mean AFTERCARE_LOG_LEVEL?" in said
    assert said.count("\n") == 1


ON_POSTGRES = """
AFTERCARE_TOKEN=t
AFTERCARE_DATABASE_URL=postgresql+asyncpg://me@127.0.0.1:1/data
AFTERCARE_KEYS_URL=postgresql+asyncpg://me@127.0.0.1:1/keys
AFTERCARE_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
"""


@pytest.mark.parametrize(
    ("settings", "arguments", "said"),
    [
        ("AFTERCARE_TOKEN=t", ["--role", "worker"], "--role worker needs PostgreSQL"),
        ("AFTERCARE_TOKEN=t", ["--shards", "0-1/4"], "needs every shard: --shards 0-3/4"),
        (ON_POSTGRES, ["--role", "gateway"], "--role gateway needs its shards"),
        (ON_POSTGRES, ["--role", "worker", "--shards", "0/1"], "leave --shards out"),
        (ON_POSTGRES, ["--role", "gateway", "--shards", "0-3,2/4"], "names shard 2 twice"),
        (ON_POSTGRES, ["--role", "gateway", "--shards", "4/4"], "the last is 3"),
        (ON_POSTGRES, ["--role", "gateway", "--shards", "all"], "cannot be read"),
        (ON_POSTGRES, [], "key store cannot be opened"),
        (ON_POSTGRES.replace("asyncpg", "psycopg"), [], "AFTERCARE_DATABASE_URL: start it with"),
        (ON_POSTGRES.partition("AFTERCARE_KEY=")[0], [], "set AFTERCARE_KEY or AFTERCARE_KEY_FILE"),
        (ON_POSTGRES.replace("/keys", "/data"), [], "another database than the data's"),
    ],
)
def test_a_part_that_cannot_be_is_one_line_and_nothing_is_made(
    folder, capsys, settings, arguments, said
):
    (folder / ".env").write_text(settings)
    assert main(["run", *arguments]) == 2
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert told.startswith("aftercare: ")
    assert said in told
    assert [path.name for path in folder.iterdir()] == [".env"]


def test_migrating_makes_the_database_and_may_be_repeated(folder, capsys):
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out
    assert (folder / "data" / "aftercare.db").exists()


def test_a_file_that_is_no_database_is_one_line(folder, capsys):
    (folder / "data").mkdir()
    (folder / "data" / "aftercare.db").write_bytes(b"this is a letter, not a database" * 200)
    assert main(["migrate"]) == 2
    said = capsys.readouterr().err
    assert "aftercare.db" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_second_process_refuses_to_start(folder, command):
    (folder / ".env").write_text("AFTERCARE_TOKEN=x\n")
    with hold_lock(folder / "data" / "aftercare.db"):
        done = aftercare(command)
    assert done.returncode == 2
    assert "Another Aftercare is using" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_backup_can_be_put_back(folder, capsys):
    main(["migrate"])
    assert main(["backup"]) == 0
    said = capsys.readouterr().out
    (copy,) = (folder / "data" / "backups").glob("aftercare-2*.db")
    assert str(copy.relative_to(folder)) in said
    assert main(["restore", str(copy)]) == 0
    assert main(["restore", "nothing.db"]) == 2
    assert "nothing.db" in capsys.readouterr().err


def test_postgresql_is_backed_up_by_its_own_tools(folder, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    lines = [
        "AFTERCARE_DATABASE_URL=postgresql+asyncpg://me@127.0.0.1/data",
        "AFTERCARE_KEYS_URL=postgresql+asyncpg://me@127.0.0.1/keys",
        "AFTERCARE_KEY=k",
    ]
    (folder / ".env").write_text("\n".join(lines))
    assert main(["backup"]) == 2
    assert "pg_dump" in capsys.readouterr().err


def test_the_doctor_is_content_with_a_new_installation(capsys):
    main(["migrate"])
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "Database: sqlite, up to date, and the key fits." in said
    assert "NO " not in said


def test_the_content_is_in_order(capsys):
    assert main(["content", "check"]) == 0
    assert "in order" in capsys.readouterr().out


@asynccontextmanager
async def refusing_discord():
    """Serve a Discord that knows no token; gives its address."""

    async def refuse(_request):
        return web.json_response({"code": 0, "message": "401: Unauthorized"}, status=401)

    server = web.Application()
    server.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    finally:
        await runner.cleanup()


async def test_a_wrong_token_is_one_line(folder):
    async with refusing_discord() as address:
        (folder / ".env").write_text(f"AFTERCARE_TOKEN=wrong\nAFTERCARE_DISCORD_API={address}\n")
        done = await asyncio.to_thread(aftercare, "start")
    assert done.returncode == 2
    assert "token" in done.stderr.splitlines()[-1]
    assert done.stderr.count("aftercare: ") == 1


@pytest.mark.slow
def test_without_a_token_start_rehearses():
    done = aftercare("start", "--story")
    assert done.returncode == 0
    assert "nothing reaches Discord" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_rehearsal_ends_when_it_is_told_to(number):
    command = [sys.executable, "-u", "-m", "bot", "start", "--no-browser", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as running:
        for line in running.stdout:
            if "Ctrl-C" in line:
                break
        running.send_signal(number)
        rest = running.stdout.read()
    assert running.returncode == 0
    assert "Traceback" not in rest
