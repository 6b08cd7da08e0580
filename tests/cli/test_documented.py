"""Every command and every option stands in docs/cli.md, and every exit code in both places."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import pytest

from quovadis import errors
from quovadis.cli import COMMANDS, cli
from quovadis.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def parameters() -> list[tuple[str, str]]:
    context = click.Context(cli)
    found = [("quovadis", opt) for p in cli.params for opt in p.opts]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        found += [(name, opt) for p in command.params for opt in p.opts if opt.startswith("-")]
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_its_section(name: str) -> None:
    assert f"\n## `quovadis {name}" in (DOCS / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "option"), parameters())
def test_option_stands_in_its_section(name: str, option: str) -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    heading = "\n## Options of every command" if name == "quovadis" else f"\n## `quovadis {name}"
    section = text.split(heading, 1)[1].split("\n## ", 1)[0]
    assert f"`{option}" in section


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_a_help_text(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert command.get_short_help_str(200)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_exit_codes_are_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    codes = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.QuovadisError)
    } | {0, 2, errors.PARTIAL}
    for code in codes:
        assert f"| {code} |" in text, f"exit code {code} is not documented"


@pytest.mark.parametrize(
    "room", ["ontology", "readers", "coding", "store", "relations", "forecast", "brief", "pipeline"]
)
def test_docs_mirror_src(room: str) -> None:
    assert (DOCS / f"{room}.md").is_file()


@pytest.mark.parametrize("setting", [f.name for f in dataclasses.fields(Settings)])
def test_setting_is_documented(setting: str) -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert f"\n| `{setting}` |" in text.split("\n## Settings", 1)[1]
