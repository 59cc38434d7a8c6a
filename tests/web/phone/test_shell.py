"""The phone page's files: all there, in both languages, readable by old browsers, and safe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from databases import sqlite_copy
from masstest.edge.request_log import RequestLog
from masstest.settings import Settings
from masstest.store.engine import open_store
from masstest.text import translator
from masstest.web.pages.phone.words import WORDS
from masstest.web.site import create_site

SCRIPTS = Path(str(files("masstest.web"))) / "static" / "script" / "phone"
MODULES = sorted(SCRIPTS.rglob("*.mjs"))
SENTENCE = re.compile(r'\b(?:t|N)\(\s*"((?:[^"\\]|\\.)*)"')
# What Chromium 80 doesn't know: a module that says it doesn't even load there.
TOO_NEW = re.compile(
    r"\?\?=|\|\|=|&&=|\.at\(|replaceAll|replaceChildren|structuredClone|Object\.hasOwn"
    r"|crypto\.randomUUID|crypto\.subtle|AbortSignal\.timeout|Promise\.any|\.toSorted|\.findLast"
    r"|^await |static \{|#\w+ in |\d_\d",
    re.MULTILINE,
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    store = open_store(sqlite_copy(tmp_path))
    site = create_site(Settings(data_dir=tmp_path, _env_file=None), store)
    with TestClient(RequestLog(site)) as client:
        yield client
    store.close()


def test_scripts_say_nothing_that_isnt_translated() -> None:
    said = {words for path in MODULES for words in SENTENCE.findall(path.read_text("utf-8"))}
    assert said == set(WORDS)
    zh = translator("zh")
    assert not [words for words in WORDS if zh(words) == words]


def test_scripts_are_for_old_browsers_and_write_no_markup() -> None:
    assert len(MODULES) > 10
    for path in MODULES:
        text = path.read_text("utf-8")
        assert not TOO_NEW.search(text), (path.name, TOO_NEW.search(text))
        assert "innerHTML" not in text, path.name
        assert text.startswith("//"), f"{path.name} doesn't say what it is for"


def test_the_worker_keeps_files_that_are_there(client: TestClient) -> None:
    worker = client.get("/phone/worker.js")
    assert worker.headers["service-worker-allowed"] == "/phone"
    found = re.search(r"const FILES = (\[.*\]);", worker.text)
    assert found
    kept = json.loads(found[1])
    for address in kept:
        assert client.get(address).status_code == 200, address
    page = client.get("/phone").text
    linked = set(re.findall(r'(?:href|src|data-\w+)="(/static/[^"]+)"', page))
    assert linked <= set(kept)
    for path in MODULES:
        assert f"/static/script/phone/{path.relative_to(SCRIPTS).as_posix()}" in kept


def test_only_the_phone_page_may_run_webassembly(client: TestClient) -> None:
    policy = client.get("/phone").headers["content-security-policy"]
    assert "'wasm-unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "content-security-policy" not in client.get("/go/" + "0" * 32).headers


def test_the_manifest_names_the_page(client: TestClient) -> None:
    for lang, name in (("en", "Testing day"), ("zh", "核酸采样工作")):
        client.cookies.set("masstest_lang", lang)
        manifest = client.get("/phone/manifest.webmanifest").json()
        assert (manifest["name"], manifest["start_url"]) == (name, "/phone")


def test_a_cards_code_is_in_no_log_and_no_referrer(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "N0tAC0deOfAnyCard_but-as-long-x1"
    answer = client.get(f"/go/{code}")
    assert answer.status_code == 404
    assert answer.headers["referrer-policy"] == "no-referrer"
    client.post(f"/go/{code}", data={"person": "x"})
    logged = capsys.readouterr()
    assert "/go/{token}" in logged.out + logged.err
    assert code not in logged.out + logged.err
