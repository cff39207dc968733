"""The commands of `ebb`, as design.md lists them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import explaining, forgetting, output, sleep_report, wording
from app.early import begin_embedder
from app.interrupt import stop_on_interrupt
from app.paths import profile_folder
from core.errors import UserError
from core.model.answer import Tier
from core.model.status import Status
from core.model.work import Job, Skipped

if TYPE_CHECKING:
    from core.assistant import Assistant  # imported by the commands that open a vault; the window comes up without it

app = typer.Typer(
    name="ebb",
    help="A private memory for your desktop. Without a command, the window opens.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
importing = typer.Typer(help="Take in what another program kept.", rich_markup_mode=None)
app.add_typer(importing, name="import")

WithPurged = Annotated[bool, typer.Option("--with-purged", help="Bring back what was purged here, too.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Batch = Annotated[Path | None, typer.Option("--batch", help='A file with a line {"id", "query"} for each question.')]


@contextmanager
def open_vault_of(context: typer.Context, *, asking: bool = False) -> Iterator[Assistant]:
    """The open vault; where something will be asked, what embeds questions is begun before anything else."""
    embedder = begin_embedder() if asking else None
    from app.secret import open_vault

    try:
        assistant = open_vault(context.obj, embedder)
    except BaseException:
        if embedder is not None:
            embedder.close()
        raise
    try:
        if any((context.obj / "waiting").glob("*")):
            assistant.capturing.take_in_waiting()
        yield assistant
    finally:
        assistant.close()


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    profile: Annotated[Path | None, typer.Option(help="The folder that holds the vault.", envvar="EBB_PROFILE")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Start out of sight, in the tray.")] = False,
) -> None:
    """Choose the profile; without a command, open the window."""
    context.obj = profile_folder(profile)
    if context.invoked_subcommand is None:
        from app.desktop import open_desktop

        raise typer.Exit(open_desktop(context.obj, wish="hidden" if hidden else "window"))


@app.command()
def init(context: typer.Context, as_json: AsJson = False) -> None:
    """Create the vault. The recovery code is shown once."""
    from app.secret import new_passphrase
    from core.assistant import Assistant

    assistant, code = Assistant.create(context.obj, new_passphrase())
    try:
        assistant.capturing.prepare()
    finally:
        assistant.close()
    if as_json:
        output.emit({"profile": str(context.obj), "recovery_code": code})
        return
    output.say(f"Your vault is in {context.obj}.")
    output.say(f"Recovery code: {code}")
    output.say("Write it down and keep it apart from this machine. It is shown this once.")


@app.command()
def add(context: typer.Context, paths: list[Path], as_json: AsJson = False) -> None:
    """Take in files and folders."""
    with open_vault_of(context) as assistant:
        queued, skipped = assistant.add(paths)
        if not queued:
            raise UserError(f"{skipped[0].where}: {skipped[0].reason}" if skipped else "There is nothing to take in.")
        for entry in skipped:
            output.warn(f"{entry.where}: {entry.reason}")
        work_off(assistant, as_json)


@importing.command("conversation")
def import_conversation(
    context: typer.Context, file: Path, with_purged: WithPurged = False, as_json: AsJson = False
) -> None:
    """Take in a conversation: one JSON object a line."""
    with open_vault_of(context) as assistant:
        assistant.import_conversation(file, with_purged=with_purged)
        work_off(assistant, as_json)


@app.command()
def search(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="What to look for.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    tier: Annotated[Tier | None, typer.Option(help="How much a search may cost.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each was found.")] = False,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Find memories by word and meaning.

    from:NAME in:SOURCE since:TIME until:TIME kind:KIND tag:TAG -word "exact words" narrow what is found.
    """
    with open_vault_of(context, asking=True) as assistant:
        for number, query in _queries(words, batch):
            began = time.perf_counter()
            try:
                found = assistant.explain(query, limit, wait_for_model=True, tier=tier)
            except UserError as error:
                if batch is None:
                    raise
                output.emit({"id": number, "hits": [], "ms": 0.0, "said": str(error)})
                continue
            spent = round((time.perf_counter() - began) * 1000, 3)
            fields = [
                output.hit_fields(hit) | ({"why": explaining.why_fields(hit, found)} if explain else {})
                for hit in found.hits
            ]
            if batch is not None:
                output.emit({"id": number, "hits": fields, "ms": spent})
            elif as_json:
                for entry in fields:
                    output.emit(entry)
            else:
                if explain:
                    output.say(explaining.describe_search(found))
                for hit in found.hits:
                    output.say(f"{hit.rank:>3}  {wording.told(hit.memory)}\n     {wording.found(hit.memory)}")
                    if explain:
                        output.say(explaining.describe_hit(hit))
                if not found.hits:
                    output.say("Nothing in your memory matches.")


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(help="What to ask.")] = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Ask your memory; the answer names its sources."""
    with open_vault_of(context, asking=True) as assistant, stop_on_interrupt() as stop:
        for number, query in _queries(question, batch):
            answer = assistant.ask(query, stop=stop).answer
            assert answer is not None
            if batch is not None:
                output.emit({"id": number, **output.answer_fields(answer)})
            elif as_json:
                output.emit(output.answer_fields(answer))
            else:
                output.say(answer.text)
                for citation in answer.citations:
                    output.say(f"  [{citation.number}] {citation.label}: “{citation.quote}”  ({citation.ref})")
                for citation in answer.closest:
                    output.say(f"  Closest: {citation.label}: “{citation.quote}”  ({citation.ref})")
                if answer.elsewhere:
                    output.warn(f"The question and what was found for it left this machine, to {answer.elsewhere}.")
                if answer.notice:
                    output.warn(answer.notice)
            if stop.is_set():
                raise typer.Exit(130)


@app.command()
def sleep(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Settle what is new, connect it, and let the unused fade: one cycle."""
    with open_vault_of(context) as assistant, stop_on_interrupt() as stop, output.sleep_bar() as show:
        report = assistant.sleep(show, stop, dry_run=dry_run)
    if as_json:
        for line in sleep_report.report_fields(report, dry_run=dry_run):
            output.emit(line)
    else:
        for said in sleep_report.describe_report(report, dry_run=dry_run):
            output.say(said)
    if stop.is_set():
        raise typer.Exit(130)


@app.command()
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what the vault holds and how things stand."""
    with open_vault_of(context) as assistant:
        now = assistant.status()
        failures = [(job, assistant.skipped(job.id)) for job in assistant.jobs()]
    if as_json:
        output.emit({**_status_fields(now), "jobs": [_job_fields(job, skipped) for job, skipped in failures]})
        return
    output.say(f"Vault: {now.profile} · {now.vault_size / 1e6:.1f} MB")
    output.say(f"{now.memories:,} memories from {now.sources:,} sources, {now.embedded:,} of them embedded")
    output.say(f"{now.queued:,} waiting, {now.failed:,} failed")
    for model in now.models:
        where = f" at {model.elsewhere}, which leaves this machine" if model.elsewhere else ""
        role, name = model.role.capitalize(), model.name or "none"
        output.say(f"{role} model: {name}{where} · {model.state.value} {model.detail}".rstrip())
    for job, skipped in failures:
        if job.problem:
            output.say(f"  {job.subject}: {job.problem}")
        for entry in skipped:
            output.say(f"  {entry.where}: {entry.reason}")


@app.command()
def forget(
    context: typer.Context,
    memory_id: Annotated[int | None, typer.Option("--id", help="One memory.")] = None,
    matching: Annotated[str, typer.Option(help="What was said with all of these words.")] = "",
    conversation: Annotated[str, typer.Option(help="A whole conversation.")] = "",
    source: Annotated[str, typer.Option(help="A whole file or other source.")] = "",
    between: Annotated[tuple[str, str] | None, typer.Option(help="What was said from A until B.")] = None,
    restore: Annotated[int | None, typer.Option(help="Bring back what a request has hidden.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show what was asked to be forgotten.")] = False,
    for_good: Annotated[bool, typer.Option("--for-good", help="Purge it now.")] = False,
    backups: Annotated[bool, typer.Option("--backups", help="Replace older copies of the vault as well.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget: hidden at once and restorable, or purged for good."""
    with open_vault_of(context) as assistant:
        if listed:
            for request in assistant.forgotten():
                output.say(
                    f"{request.id:>4}  {request.state:<8}  {request.memories:,} memories  {request.words}".rstrip()
                )
            return
        if restore is not None:
            output.say(f"{assistant.restore_forgotten(restore).memories:,} memories are back.")
            return
        meant = forgetting.read_meant(memory_id, matching, conversation, source, between)
        forgetting.confirm(assistant.preview_forget(meant), for_good=for_good, yes=yes)
        request = assistant.forget(meant, for_good=for_good, backups=backups)
    if for_good:
        output.say(f"{request.memories:,} memories are gone for good.")
        if request.lingers:
            output.say(forgetting.LINGERS)
    else:
        output.say(f"{request.memories:,} memories are hidden. To bring them back: ebb forget --restore {request.id}")


@app.command()
def verify(
    context: typer.Context,
    purged: Annotated[str, typer.Option("--purged", help="Prove that this text is nowhere.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read the whole vault and check it. Ends with 0 when all is well."""
    with open_vault_of(context) as assistant:
        findings = assistant.verify_purged(purged) if purged else assistant.verify()
    for finding in findings:
        if as_json:
            output.emit({"check": finding.name, "ok": finding.ok, "said": finding.text})
        else:
            output.say(f"{'ok ' if finding.ok else 'BAD'}  {finding.text}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(5)


def work_off(assistant: Assistant, as_json: bool) -> None:
    """Work the queue off, and say what came of it."""
    with stop_on_interrupt() as stop, output.progress_bars() as show:
        report = assistant.work(show, stop)
    if as_json:
        skipped = [{"where": s.where, "reason": s.reason} for s in report.skipped]
        output.emit(
            {"sources": report.sources, "memories": report.memories, "already": report.already, "skipped": skipped,
             "seconds": round(report.seconds, 3)}
        )  # fmt: skip
    else:
        output.say_report(report)
    # That there is no model to embed with is no fault of what was given: another Ebb may just have taken all of it in.
    refused = [entry for entry in report.skipped if entry.where != "embedding"]
    if refused and not report.memories and not report.already:
        raise typer.Exit(UserError.exit_code)


def _queries(words: list[str] | None, batch: Path | None) -> list[tuple[Any, str]]:
    """The questions to go through, each with its id; all are read before the first is answered.

    Raises:
        UserError: neither words nor a batch file, or a line of it is broken.
    """
    if batch is None:
        if not words:
            raise UserError("Say what to look for, or give a file with --batch.")
        return [(None, " ".join(words))]
    try:
        # Not splitlines(): JSON may hold other line breaks, such as U+2028, as they are.
        lines = batch.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise UserError(f"{batch} cannot be read as UTF-8 text.") from error
    found: list[tuple[Any, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            found.append((entry["id"], str(entry["query"])))
        except (ValueError, KeyError, TypeError):
            raise UserError(f'Line {number} of {batch} is not of the form {{"id": …, "query": …}}.') from None
        if not found[-1][1].strip():
            raise UserError(f"Line {number} of {batch} holds an empty question.")
    return found


def _status_fields(now: Status) -> dict[str, Any]:
    return {
        "profile": str(now.profile),
        "memories": now.memories,
        "sources": now.sources,
        "conversations": now.conversations,
        "embedded": now.embedded,
        "queued": now.queued,
        "failed": now.failed,
        "vault_bytes": now.vault_size,
        "embedding_model": now.embedding_model,
        "dimension": now.dimension,
        "keyring": now.keyring,
        "models": [{"role": m.role, "name": m.name, "state": m.state.value, "detail": m.detail} for m in now.models],
    }


def _job_fields(job: Job, skipped: list[Skipped]) -> dict[str, Any]:
    return {
        "subject": job.subject,
        "state": job.state.value,
        "problem": job.problem,
        "skipped": [{"where": entry.where, "reason": entry.reason} for entry in skipped],
    }
