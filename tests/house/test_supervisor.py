"""The supervisor's parts that need no running application."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from linkages.supervisor import (
    addresses,
    apt,
    doctor,
    embedded,
    evidence,
    frontend,
    gate,
    keys,
    places,
    postgres,
    roles,
    running,
    stamps,
)
from linkages.supervisor.places import Trouble

ROOT = places.ROOT
PASSWORDS = {"lk_app": "a pass/word", "lk_owner": "other"}


# --- addresses


def test_one_given_address_becomes_three():
    given = "postgresql://root:secret@db.example:5433/county?sslmode=require"
    app, owner, admin = addresses.given_database({"DATABASE_URL": given}, PASSWORDS)
    assert app == "postgresql://lk_app:a%20pass%2Fword@db.example:5433/county?sslmode=require"
    assert owner == "postgresql://lk_owner:other@db.example:5433/county?sslmode=require"
    assert admin == given


def test_two_given_addresses_are_used_as_they_are_and_bootstrap_nothing():
    environment = {"DATABASE_URL": "postgresql://x@/a", "DATABASE_OWNER_URL": "postgresql://y@/a"}
    assert addresses.given_database(environment, {}) == (
        "postgresql://x@/a",
        "postgresql://y@/a",
        "",
    )
    environment["DATABASE_ADMIN_URL"] = "postgresql://z@/postgres"
    assert addresses.given_database(environment, {})[2] == "postgresql://z@/postgres"


def test_no_given_address_means_embedded():
    assert addresses.given_database({}, PASSWORDS) is None


@pytest.mark.parametrize(
    "environment",
    [{"DATABASE_OWNER_URL": "postgresql://x@/a"}, {"DATABASE_URL": "sqlite:///x"}],
)
def test_half_an_address_or_a_foreign_one_is_refused(environment):
    with pytest.raises(Trouble):
        addresses.given_database(environment, PASSWORDS)


def test_the_given_database_may_be_nameless_or_on_a_socket():
    derived = addresses.with_login("postgresql://me@/?host=/run/pg", "lk_app", "")
    assert derived == "postgresql://lk_app@/linkages?host=/run/pg"


def test_what_django_is_told_holds_no_administrator():
    told = addresses.Addresses("app", "owner", "redis", admin="admin").environment()
    assert told == {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "REDIS_URL": "redis"}


# --- secrets


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    file = tmp_path / "var" / "secrets.env"
    first = keys.ensure(file, {})
    assert keys.ensure(file, {}) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert first["LINKAGES_SEAL_KEY"].startswith("1:")
    assert len({first[name] for name in keys.NEEDED}) == len(keys.NEEDED)


def test_a_secret_that_is_new_in_this_version_is_added_and_the_others_stay(tmp_path):
    file = tmp_path / "secrets.env"
    file.write_text("LINKAGES_SEAL_KEY=1:kept\n")
    found = keys.ensure(file, {})
    assert found["LINKAGES_SEAL_KEY"] == "1:kept"
    assert found["LINKAGES_MATCH_KEY"]


def test_given_secrets_win_and_are_not_written_down(tmp_path):
    file = tmp_path / "secrets.env"
    assert keys.ensure(file, {"LINKAGES_SEAL_KEY": "1:given"})["LINKAGES_SEAL_KEY"] == "1:given"
    assert "given" not in file.read_text()


def test_production_brings_its_own_secrets(tmp_path):
    with pytest.raises(Trouble, match="LINKAGES_SEAL_KEY"):
        keys.ensure(tmp_path / "secrets.env", {"LINKAGES_ENV": "production"})
    assert not (tmp_path / "secrets.env").exists()


def test_production_never_gets_embedded_services():
    with pytest.raises(Trouble, match="DATABASE_URL"):
        embedded.refuse_in_production({"LINKAGES_ENV": "production"})
    embedded.refuse_in_production({"LINKAGES_ENV": "demo"})


# --- stamps


def test_a_step_is_repeated_when_a_file_a_word_or_its_absence_changes(tmp_path):
    file, stamp = tmp_path / "lock", tmp_path / "made" / "stamp"
    absent = stamps.digest([file])
    file.write_text("a")
    values = {absent, stamps.digest([file]), stamps.digest([file], "3.11")}
    file.write_text("b")
    values.add(stamps.digest([file]))
    assert len(values) == 4
    assert not stamps.fresh(stamp, "x")
    stamps.put(stamp, "x")
    assert stamps.fresh(stamp, "x")
    assert not stamps.fresh(stamp, "y")


# --- PostgreSQL's locks


@pytest.fixture
def cluster(tmp_path: Path) -> postgres.Cluster:
    return postgres.Cluster(tmp_path, tmp_path, tmp_path, places.account(), throwaway=True)


def leave_lock(cluster: postgres.Cluster, pid: int) -> list[Path]:
    files = [cluster.data / "postmaster.pid", Path(f"{cluster.socket}.lock")]
    for file in files:
        file.write_text(f"{pid}\n{cluster.data}\n")
    return files


def test_the_lock_of_a_zombie_is_cleared(cluster):
    zombie = subprocess.Popen(["true"])
    wait_for(lambda: state(zombie.pid) == "Z")
    files = leave_lock(cluster, zombie.pid)
    assert postgres.clear_stale(cluster)
    assert not any(file.exists() for file in files)
    zombie.wait()


def test_the_lock_of_a_number_that_is_another_program_now_is_cleared(cluster):
    leave_lock(cluster, os.getpid())
    assert postgres.clear_stale(cluster)


def test_the_lock_of_a_living_server_is_respected(cluster, tmp_path):
    program = tmp_path / "postgres"
    program.symlink_to("/bin/sleep")
    server = subprocess.Popen([program, "60"])
    try:
        wait_for(lambda: "postgres" in Path(f"/proc/{server.pid}/stat").read_text())
        files = leave_lock(cluster, server.pid)
        assert not postgres.clear_stale(cluster)
        assert all(file.exists() for file in files)
    finally:
        server.kill()
        server.wait()


def test_no_lock_or_a_torn_one_is_left_to_postgres(cluster):
    assert not postgres.clear_stale(cluster)
    (cluster.data / "postmaster.pid").write_text("")
    assert not postgres.clear_stale(cluster)


# --- places


def test_a_deep_checkout_gets_a_short_socket_folder(tmp_path):
    near = places.socket_folder(Path("/srv/linkages/var"), "run/pg")
    assert near == Path("/srv/linkages/var/run/run/pg")
    far = places.socket_folder(tmp_path / ("deep" * 30), "run/pg")
    assert len(os.fsencode(far / places.SOCKET_NAME)) <= places.SOCKET_LIMIT


def test_a_private_folder_is_closed_to_others_and_never_a_link(tmp_path):
    folder = places.private(tmp_path / "a" / "b", places.account())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_uid == places.account().uid
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(Trouble):
        places.private(tmp_path / "link", places.account())


def test_a_closed_home_cannot_be_reached_by_another_account(tmp_path):
    stranger = places.Account("stranger", 54321, 54321)
    inner = tmp_path / "home" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    assert not places.reachable(inner, stranger)
    assert places.reachable(Path("/usr/bin"), stranger)


# --- starting


def test_a_taken_port_gives_one_line_that_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} .* is not free") as trouble:
            running.check_port({"PORT": str(port)})
    assert "\n" not in str(trouble.value)
    running.check_port({"PORT": str(port)})


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_a_port_that_is_none_is_named(port):
    with pytest.raises(Trouble, match="not a port number"):
        running.check_port({"PORT": port})


def test_a_lock_is_held_by_one_only(tmp_path):
    first = embedded.try_lock(tmp_path / "lock")
    assert first
    assert embedded.try_lock(tmp_path / "lock") is None
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    first.close()
    second = embedded.try_lock(tmp_path / "lock")
    assert second
    second.close()


def test_the_address_shown_can_be_opened():
    assert running.address({}) == "http://127.0.0.1:8000"
    assert running.address({"HOST": "0.0.0.0", "PORT": "81"}) == "http://127.0.0.1:81"


# --- front end


def test_only_what_pages_use_is_copied_and_no_source_map_is_named(tmp_path):
    dist = tmp_path / "modules" / "@uswds" / "uswds" / "dist"
    for name in (*frontend.USWDS_FILES, "fonts/used.woff2", "fonts/unused.woff2"):
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text("x")
    (dist / "css" / "uswds.min.css").write_text(
        "a{src:url(../fonts/used.woff2?#iefix)}b{background:url(data:image/png;base64,xx)}\n"
        "c{background:url('https://elsewhere.example/x.png')}d{background:url(../../../out)}\n"
        "/*# sourceMappingURL=uswds.min.css.map */\n"
    )
    for name in ("htmx.org/dist/htmx.min.js", "axe-core/axe.min.js"):
        (tmp_path / "modules" / name).parent.mkdir(parents=True)
        (tmp_path / "modules" / name).write_text("f()\n//# sourceMappingURL=x.map\n")
    frontend.copy(tmp_path / "modules", tmp_path / "served", tmp_path / "aside")
    served = {str(p.relative_to(tmp_path / "served")) for p in (tmp_path / "served").rglob("*.*")}
    ours = {f"uswds/{name}" for name in frontend.USWDS_FILES}
    assert served == ours | {"uswds/fonts/used.woff2", "htmx/htmx.min.js"}
    assert (tmp_path / "aside" / "axe" / "axe.min.js").read_text() == "f()\n"
    assert "sourceMappingURL" not in (tmp_path / "served/uswds/css/uswds.min.css").read_text()


# --- one set of commands


def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_compose_runs_the_same_roles_as_make_run():
    programs = compose()["services"]
    ours = {name: programs[name]["command"] for name in programs if "command" in programs[name]}
    for role in roles.ROLES:
        assert ours[role] == f"python -m linkages.supervisor {role}"
        assert roles.service(role, {}).command == roles.command(role, {})
    assert ours["prepare"] == "python -m linkages.supervisor prepare"
    assert set(programs) == {*roles.ROLES, "prepare", "postgres", "redis"}
    assert programs["postgres"]["image"] == "postgres:17"


def test_only_preparation_knows_the_passwords_of_owner_and_administrator():
    text = {name: str(program) for name, program in compose()["services"].items()}
    assert "OWNER_PASSWORD" in text["prepare"]
    for role in roles.ROLES:
        assert "OWNER_PASSWORD" not in text[role]
        assert "POSTGRES_PASSWORD" not in text[role]
        assert "env_file" not in text[role]


def test_every_secret_of_compose_is_explained_in_the_example():
    asked = set(gate.re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    explained = keys.read(ROOT / ".env.example")
    assert asked <= set(explained)
    assert set(keys.NEEDED) <= set(explained)
    assert not any(explained[name] for name in keys.NEEDED)


def test_an_image_role_without_secrets_does_not_start(monkeypatch):
    for name in keys.NEEDED:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Trouble, match="LINKAGES_SECRET_KEY"):
        roles.become("web")


def test_queues_of_the_settings_each_have_a_worker(settings):
    served: set[str] = set()
    for role in ("worker", "pdf"):
        words = roles.command(role, {})
        served.update(words[words.index("--queues") + 1].split(","))
    assert {*settings.JOB_QUEUES.values(), settings.CELERY_TASK_DEFAULT_QUEUE} <= served


def test_lock_files_name_no_hosts(tmp_path):
    gate.lock_files_are_clean()
    bad = tmp_path / "x.lock"
    bad.write_text("a==1\n--index-url https://mirror.example/simple\n")
    assert list(gate.addresses_in([bad])) == ["x.lock:2: a lock file must not name a host"]


def test_one_apt_line_names_all_packages():
    assert apt.line(list(apt.PARTS)).startswith("apt-get install libpango-1.0-0 ")
    assert apt.line(list(apt.PARTS)).count("apt-get") == 1


def test_the_doctor_says_what_to_do_about_a_taken_port(monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        monkeypatch.setattr(doctor, "EXAMINATIONS", (doctor._disk, doctor._port))
        monkeypatch.setattr(running, "_LOCK", ROOT / "no-such-lock")
        assert doctor.doctor() == 1
    said = capsys.readouterr().out
    assert "broken  port" in said
    assert "make run PORT=" in said


# --- evidence


def test_evidence_lists_marked_tests_and_what_no_test_bears(tmp_path):
    report = tmp_path / "r.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase name="a"><properties><property name="scenario" value="12"/>'
        '<property name="test" value="t.py::a"/></properties></testcase>'
        '<testcase name="b"><properties><property name="check" value="3"/>'
        '<property name="test" value="t.py::b"/></properties><failure/></testcase>'
        '<testcase name="c"><skipped/></testcase></testsuite></testsuites>'
    )
    said = list(evidence.lines([report, tmp_path / "missing.xml"]))
    assert said[:2] == ["scenario 12 passed t.py::a", "check 3 failed t.py::b"]
    assert said[2].startswith("without a test: scenario 1, 2, ")
    assert " 12," not in said[2]
    assert evidence.count([report]) == {"passed": 1, "failed": 1, "skipped": 1}


# --- nothing outlives the supervisor

_SUPERVISOR = """
import signal, sys, time
from pathlib import Path
from linkages.supervisor.children import Household, Service
folder = Path(sys.argv[1])
stubborn = "trap '' TERM INT QUIT HUP; echo $$ >> pids; sleep 60 & echo $! >> pids; wait; sleep 60"
with Household(folder / "log", print) as household:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for name in ("polite", "stubborn"):
        program = "echo $$ >> pids; exec sleep 60" if name == "polite" else stubborn
        household.start(Service(name, ("sh", "-c", f"cd {folder}; {program}"), {"PATH": "/bin"},
                                stage=1, farewell=((signal.SIGTERM, 0.5),)))
    while True:
        household.tend()
        time.sleep(0.05)
"""


@pytest.fixture
def fake_supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SUPERVISOR, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "LINKAGES_GRACE": "0.5"},
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: len(pids(tmp_path)) == 3)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def state(pid: int) -> str:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text[text.rindex(")") + 2]


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    """Long, since a test run may keep both cores busy: what never happens still fails."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def gone(folder: Path) -> bool:
    return all(state(pid) in ("", "Z") for pid in pids(folder))


def test_stopping_ends_even_a_stubborn_child_and_its_child(fake_supervisor, tmp_path):
    fake_supervisor.send_signal(signal.SIGTERM)
    assert fake_supervisor.wait(60) == 0
    assert gone(tmp_path)


def test_a_killed_supervisor_leaves_nothing_running(fake_supervisor, tmp_path):
    fake_supervisor.kill()
    fake_supervisor.wait()
    wait_for(lambda: gone(tmp_path))


def test_a_killed_child_is_started_again_and_its_children_are_swept(fake_supervisor, tmp_path):
    before = pids(tmp_path)
    stubborn = next(pid for pid in before if state_name(pid) == "sh")
    os.kill(stubborn, signal.SIGKILL)
    wait_for(lambda: len(pids(tmp_path)) == 5)
    # Its own child was swept with it: two of the three first ones are gone.
    wait_for(lambda: sum(state(pid) in ("", "Z") for pid in before) == 2)


def state_name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def test_a_child_that_keeps_ending_is_given_up_with_its_last_lines(tmp_path, monkeypatch):
    from linkages.supervisor import children

    monkeypatch.setattr(children, "RESTARTS_PER_MINUTE", 1)
    with children.Household(tmp_path, lambda _line: None) as household:
        household.start(
            children.Service("broken", ("sh", "-c", "echo because; exit 3"), {}, stage=1)
        )
        with pytest.raises(children.GaveUp, match="because"):
            for _ in range(200):
                household.tend()
                time.sleep(0.02)


def test_a_screen_that_is_gone_stops_nothing(monkeypatch):
    from linkages.supervisor import screen

    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        screen.say("nobody reads this")
        monkeypatch.undo()
        with pytest.raises(BrokenPipeError):
            closed.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), write)
