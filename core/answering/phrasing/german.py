"""Ebb in German."""

from __future__ import annotations

from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk

_NAMES = "ebb|dir|euch|zusammen|nochmal|noch mal|noch einmal"

GERMAN = Phrasing(
    code="de",
    name="German",
    nothing="Dazu steht nichts in deinem Gedächtnis.",
    empty="In deinem Gedächtnis ist noch nichts. Füge Dateien oder ein Gespräch hinzu und frag dann noch einmal.",
    yes="Ja",
    no_such_day="Den {day} gibt es nicht, also ist auch nichts von diesem Tag in deinem Gedächtnis.",
    without_model="{reason} Diese Antwort ist ohne das Modell entstanden.",
    stopped="Abgebrochen.",
    quoted="„{words}“",
    said="{who} sagte: „{words}“",
    said_on="{who} sagte am {day}: „{words}“",
    you_said="Du hast gesagt: „{words}“",
    you_said_on="Du hast am {day} gesagt: „{words}“",
    noted="Notiert: {right}",
    wrong="Das stimmt nicht: {right}",
    ask_back="Was ist stattdessen richtig? Schreib es so: „Das stimmt nicht: …“.",
    corrections="Korrekturen",
    talk=(
        SmallTalk(
            "hallo|hallöchen|servus|moin(?: moin)?|grüß (?:dich|gott)|guten (?:morgen|tag|abend)",
            _NAMES,
            "Hallo. Frag mich nach allem, was du hier aufbewahrst.",
        ),
        SmallTalk(
            "danke|dankeschön|danke (?:schön|sehr|vielmals)|vielen(?: lieben)? dank|herzlichen dank|tausend dank",
            _NAMES,
            "Gern geschehen.",
        ),
        SmallTalk(
            "tschüss?|tschau|ciao|auf wiedersehen|gute nacht|bis (?:bald|dann|später|morgen)|mach's gut",
            _NAMES,
            "Bis bald. Dein Gedächtnis bleibt hier, mit deiner Passphrase verschlossen.",
        ),
        SmallTalk(
            "wer bist du|was bist du|was kannst du(?: alles)?|wie funktionierst du|wie heißt du|wie geht's"
            "|wie geht es(?: dir)?",
            _NAMES,
            "Ich bin Ebb, das Gedächtnis auf diesem Rechner. Frag nach allem, was in deinen Dateien und Gesprächen "
            "steht; ich antworte mit der Quelle. Nichts verlässt diesen Rechner.",
        ),
    ),
    counting=Counting(
        once="Einmal",
        twice="Zweimal",
        times="{n}-mal",
        on="{times}: {days}.",
        between="{times}, zwischen dem {first} und dem {last}.",
        named="{n} {noun}: {names}.",
        named_one="{names}.",
        total="Insgesamt {amount}.",
        total_of="Insgesamt {amount}, aus {n} Einträgen.",
        mean="Im Durchschnitt {amount}, aus {n} Einträgen.",
        mean_of_one="Im Durchschnitt {amount}, aus einem Eintrag.",
        amount_on="{amount}, am {days}.",
        day="Am {day}.",
        names_day="{names}, am {day}.",
        full_stop=".",
        comma=", ",
        last=" und ",
        thousands=".",
        point=",",
        money="{n} {sign}",
        metre="{n} Meter",
        metres="{n} Meter",
        kilometres="{n} km",
        mile="{n} Meile",
        miles="{n} Meilen",
        joined=" ",
    ),
)
