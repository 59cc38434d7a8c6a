"""What can be done, as plain functions of a session and an actor, for API and pages alike.

They check rights, write the audit entry and never commit: ``with store.writing() as session``
around a call is one transaction (``store.reading()`` for those that only look). They raise
`problems.Problem` (code, status, facts; ``problem.title(t)``, ``problem.detail(t)``, and lists
under ``problem.rows``), and `masstest.access.problems.AccessProblem` where users are concerned.

What takes seconds runs in a process of its own and takes no session, so that no transaction is
held open meanwhile: read first, work, then write. Those are marked ``(slow)``.

Rounds, `rounds`
    ``create(session, actor, *, district, date, number=1, note="") -> StoredRound``
    ``get(session, actor, round_id) -> StoredRound``
    ``list_page(session, actor, *, district=None, cursor=None, limit=50) -> Page[StoredRound]``
    ``edit_note(session, actor, round_id, *, note, version) -> StoredRound``

Rosters, `rosters`; media types in `uploads` (``XLSX``, ``JSON``)
    ``read_upload(content, media_type=XLSX) -> Reading`` (slow)
    ``upload(session, actor, round_id, *, file_name, content, media_type, reading)
    -> StoredRoster``: kept with its report, good (status ok, warnings) or not (errors)
    ``get(session, actor, roster_id)``, ``list_page(session, actor, round_id, *, cursor, limit)``
    ``problems(roster, lang) -> list[dict]``: code, severity, sheet, cell, pointer, value, text
    ``source(session, roster) -> bytes``, ``as_json(session, roster) -> bytes``
    ``annotated(content, file_name, source_sha256, lang) -> bytes`` (slow)

Plans, `plans`; `PlanRequest` in `masstest.jobs.requests`
    ``request_plan(session, actor, round_id, *, request, roster_id=None, max_attempts=3) -> Job``
    ``request_replan(session, actor, plan_id, *, request, roster_id=None, max_attempts=3) -> Job``
    ``get(session, actor, plan_id) -> StoredPlan``
    ``list_page(session, actor, round_id, *, cursor, limit) -> Page[StoredPlan]``
    ``publication_in_force(session, round_id) -> Publication | None``
    ``edit_note(session, actor, plan_id, *, note, version) -> StoredPlan``
    ``files(session, actor, plan_id, permission=...) -> PlanFiles``: what slow functions take
    ``rendered_form(files, actor, form, lang) -> bytes`` (slow the first time): ``json``,
    ``workbook``, ``map``, ``points``, ``runs`` (GeoJSON), ``print`` (zip of pages),
    ``print_page`` (one HTML page), masked for the actor
    ``form_etag(plan, actor, form, lang) -> str``

Edits, `edits`
    ``check_edited(files, content, lang) -> EditReport`` (slow)
    ``move_compound(files, compound_id, site_id, lang) -> EditReport`` (slow)
    ``keep_edited(session, actor, plan_id, report, *, note="") -> StoredPlan``
    ``plan_around(session, actor, plan_id, report, *, request) -> (StoredPlan, Job)``

Shortages and remedies, `remedies`
    ``shortages(files, actor, lang) -> list[dict]`` (slow): number, rule, text, remedies (number,
    text, applicable ...)
    ``remedied_roster(files, [(shortage, remedy), ...]) -> bytes`` (slow)
    ``apply(session, actor, files, roster_json, *, request, max_attempts=3)
    -> tuple[StoredRoster, Job]``

Comparing, `comparisons`
    ``diff(before_files, after_files, actor, lang) -> dict`` (slow): differences, lines
    ``changes(before_files, after_files, actor, lang) -> dict`` (slow): lines, rows of tables
    ``explain(files, actor, subject, lang) -> dict`` (slow): explanation, lines

Plans as pages show them, `plan_views`; ``load`` gives the files if they are needed
    ``overview(plan, actor, lang, load) -> Overview`` (slow the first time)
    ``table(plan, actor, lang, load, name) -> Table`` (slow the first time)
    ``subjects(plan, actor, lang, load) -> dict`` (slow the first time): what can be chosen

Publishing, `publications`
    ``recheck(files, lang) -> None`` (slow), then
    ``publish(session, actor, files) -> Publication``
    ``withdraw(session, actor, publication_id, *, reason="") -> Publication``
    ``in_force(session, actor, round_id) -> tuple[Publication, StoredPlan]``
    ``get(session, actor, publication_id)``, ``list_page(session, actor, round_id, ...)``

The next round, `next_round`
    ``next_roster_workbook(files, lang, date=None) -> bytes`` (slow)
    ``next_roster_json(files, date=None) -> bytes`` (slow)

Several districts as one job, `cities` and `city_outcomes`
    ``days(session, actor, limit=20) -> list[CityDay]``: with a round of several districts
    ``districts(session, actor, *, date, number) -> list[DistrictRound]``: what can be planned
    ``choose(session, actor, *, date, number, roster_ids=None) -> CityChoice``
    ``check(choice, request, lang) -> None`` (slow), then
    ``request_city_plan(session, actor, choice, *, request, max_attempts=3) -> Job``
    ``city_outcomes.get(session, actor, job_id) -> CityOutcome``: districts, shared laboratories
    ``city_outcomes.list_page(session, actor, *, cursor=None, limit=50) -> Page[CityOutcome]``

Jobs, `jobs`
    ``get(session, actor, job_id) -> Job``, ``list_page(session, actor, round_id, ...)``
    ``cancel(session, actor, job_id) -> Job``
    ``events(session, job_id, after) -> list[JobEvent]``

People, `people`: users, one's own keys, the audit.

Lists come as `paging.Page` (``items``, ``next_cursor``), newest first.
"""
