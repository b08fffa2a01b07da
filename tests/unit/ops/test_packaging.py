"""Container files and the systemd unit, read by parsers: no test needs a container engine."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.cli import build_parser
from bot.core.errors import SetupProblem
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "docs" / "ops" / "aftercare.service"
KNOWN = {variable(field) for field in Settings.model_fields}


def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def dockerfile():
    """Read the instructions: (name, the rest of its line or lines)."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def test_every_setting_that_is_named_exists():
    for name in ("Dockerfile", "compose.yaml", "docs/ops/aftercare.service", "docs/ops/README.md"):
        named = set(re.findall(r"AFTERCARE_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8")))
        assert named - KNOWN == set(), name


# ---------------------------------------------------------------- the image


def test_the_image_is_slim_and_its_user_is_not_root():
    last = max(n for n, (name, _) in enumerate(dockerfile()) if name == "FROM")
    final = dict(dockerfile()[last:])
    assert all("-slim" in rest for name, rest in dockerfile() if name == "FROM")
    assert final["USER"] == "aftercare"
    assert final["ENTRYPOINT"] == '["aftercare"]'
    assert final["CMD"] == '["run"]'
    order = [name for name, _ in dockerfile()[last:]]
    assert order.index("RUN") < order.index("USER"), "nothing is installed as the user"


def test_what_is_copied_is_there_and_not_ignored():
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [rest.split() for name, rest in dockerfile() if name == "COPY"]
    sources = [one for words in copied if "--from" not in words[0] for one in words[:-1]]
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in allowed


def test_the_health_check_is_a_program_that_can_be_read():
    (check,) = [rest for name, rest in dockerfile() if name == "HEALTHCHECK"]
    command = yaml.safe_load(check.partition("CMD")[2])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "healthcheck", "exec")
    assert "/healthz" in command[2]
    assert "127.0.0.1" in command[2]


def test_the_wheels_are_checked_against_the_lock():
    (download,) = [rest for name, rest in dockerfile() if "pip download" in rest]
    assert "--require-hashes" in download
    assert "--only-binary=:all:" in download


# ---------------------------------------------------------------- compose


def test_sqlite_is_what_happens_without_a_profile():
    usual = [name for name, one in compose()["services"].items() if "profiles" not in one]
    assert usual == ["aftercare"]
    assert "AFTERCARE_DATABASE_URL" not in compose()["services"]["aftercare"]["environment"]


def test_an_empty_line_of_the_settings_file_does_not_switch_the_health_check_off():
    for name in ("aftercare", "aftercare-postgres"):
        assert compose()["services"][name]["environment"]["AFTERCARE_HEALTH_PORT"] == "8891"


def test_every_bot_is_locked_in():
    services = compose()["services"]
    for one in (services["aftercare"], services["aftercare-postgres"]):
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in one, "figures are for the machine itself"


def test_what_is_named_in_compose_is_defined_in_it():
    whole = compose()
    for one in whole["services"].values():
        for volume in one.get("volumes", []):
            assert volume.split(":")[0] in whole["volumes"]
        for config in one.get("configs", []):
            assert config["source"] in whole["configs"]
        for other in one.get("depends_on", {}):
            assert other in whole["services"]


def test_the_profile_with_postgresql_has_settings_that_the_program_takes():
    given = compose()["services"]["aftercare-postgres"]["environment"]
    filled = {
        name: value.replace("${POSTGRES_PASSWORD:-}", "secret") for name, value in given.items()
    }
    assert all(isinstance(value, str) for value in given.values())
    fields = {name.removeprefix("AFTERCARE_").lower(): value for name, value in filled.items()}
    with pytest.raises(ValueError, match="AFTERCARE_KEY"):
        Settings(**fields)
    settings = Settings(**fields, key="k")
    assert settings.database_file is None
    database = compose()["configs"]["second-database"]["content"]
    assert settings.keys_url.endswith(re.search(r"DATABASE (\w+);", database)[1])


# ---------------------------------------------------------------- systemd


def unit():
    parser = configparser.ConfigParser(strict=False, allow_no_value=True, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_unit_starts_a_command_that_exists_and_stops_when_setup_is_wrong():
    service = unit()["Service"]
    assert build_parser().parse_args(service["ExecStart"].split()[1:]).command
    assert service["RestartPreventExitStatus"] == str(SetupProblem.exit_code)
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/data"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_reads_the_unit_and_calls_it_safe(tmp_path):
    """The program's own folder is not there, so the unit is read with one that is."""
    text = UNIT.read_text(encoding="utf-8").replace(
        "/srv/aftercare/.venv/bin/aftercare", "/bin/true"
    )
    copy = tmp_path / "aftercare.service"
    copy.write_text(text.replace("User=aftercare", "User=daemon"), encoding="utf-8")
    verified = analyze("verify", "--man=no", str(copy))
    assert [line for line in verified.splitlines() if "aftercare.service" in line] == []
    secured = analyze("security", "--offline=true", "--threshold=20", str(copy))
    assert re.search(r"exposure level for aftercare.service: [01]\.\d", secured), secured[-300:]


def analyze(*arguments):
    done = subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.stdout + done.stderr
