"""Words that tell that something matters: a table for each sort of sign, in English, German, French, Spanish, Chinese.

Words are written as `fold` leaves them: lower case, without accents. The first word of a phrase must tell something by
itself, and a word that means something else in another of these languages ("also", "die") is in no table. Chinese is
written without blanks, so its signs are looked for anywhere.
"""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """Why something seems to matter."""

    ASKED = "asked to be remembered"
    CORRECTION = "a correction"
    DECISION = "a decision or a promise"
    REPETITION = "a habit, or said again"
    EMOTION = "a strong feeling"
    EVENT = "a turn in a life"


WORDS: dict[Sign, str] = {
    Sign.ASKED: "remember remind reminder important crucial merk merke merken vergiss wichtig erinnere souviens "
    "rappelle importante retiens recuerda recuerdame acuerdate apunta",
    Sign.CORRECTION: "actually correction instead mistaken eigentlich stattdessen korrektur irrtum plutot "
    "rectification realidad correccion equivoque",
    Sign.DECISION: "decided decide decision agreed promise promised deadline booked signed accepted chose chosen deal "
    "beschlossen entschieden entscheidung versprochen verspreche vereinbart gebucht frist zugesagt decide decidons "
    "promets promis reserve signe choisi decidi decidimos decidido prometo prometi acordamos reservado plazo",
    Sign.REPETITION: "always never every usually again immer nie jeden jede wieder regelmassig toujours jamais chaque "
    "encore souvent siempre nunca cada",
    Sign.EMOTION: "love loved hate hated afraid scared terrified worried anxious excited thrilled proud devastated "
    "heartbroken furious angry sad miserable lonely ashamed grateful overjoyed dream cried crying happy happiest liebe "
    "hasse angst traurig stolz glucklich wutend verzweifelt einsam dankbar geweint adore deteste peur triste fiere "
    "heureux heureuse furieux desespere pleure amo odio miedo orgulloso orgullosa feliz furioso llore sueno",
    Sign.EVENT: "born birth birthday died death funeral wedding married engaged divorced divorce pregnant graduated "
    "graduation diagnosed diagnosis surgery hospital accident hired fired resigned promoted retired moved allergic "
    "allergy password passport geboren geburtstag gestorben beerdigung hochzeit geheiratet verlobt geschieden "
    "schwanger diagnose krankenhaus unfall gekundigt umgezogen allergisch passwort naissance anniversaire enterrement "
    "mariage marie mariee divorce enceinte diplome hopital demenage allergique nacimiento cumpleanos murio boda casado "
    "casada divorciado embarazada hospital accidente despedido mudamos alergico alergica contrasena",
}

PHRASES: dict[Sign, tuple[str, ...]] = {
    Sign.ASKED: (
        "don't forget", "don’t forget", "do not forget", "never forget", "keep in mind", "note that", "make a note",
        "for the record", "nicht vergessen", "denk daran", "n'oublie pas", "n’oublie pas", "ne pas oublier",
        "no olvides", "no te olvides", "ten en cuenta",
    ),
    Sign.CORRECTION: (
        "i meant", "that's wrong", "that’s wrong", "that is wrong", "i was wrong", "no longer", "not anymore",
        "nicht mehr", "ich meinte", "stimmt nicht", "je voulais dire", "c'est faux", "c’est faux", "quise decir",
        "ya no",
    ),
    Sign.DECISION: (
        "i will", "we will", "i'll", "we'll", "going to", "have to", "need to", "ich werde", "wir werden", "je vais",
        "nous allons", "voy a", "vamos a", "tengo que",
    ),
    Sign.REPETITION: ("as i said", "once more", "wie gesagt", "comme je l'ai dit", "como dije"),
    Sign.EMOTION: ("can't wait", "can’t wait", "j'adore", "j’adore", "me encanta"),
    Sign.EVENT: ("passed away", "gave birth", "new job", "neue stelle", "nouveau travail", "nuevo trabajo"),
}  # fmt: skip

CHINESE: dict[Sign, tuple[str, ...]] = {
    Sign.ASKED: ("记住", "记得", "别忘", "不要忘", "重要", "提醒"),
    Sign.CORRECTION: ("其实", "说错", "更正", "不对", "不再"),
    Sign.DECISION: ("决定", "答应", "承诺", "打算", "约好", "截止"),
    Sign.REPETITION: ("总是", "每次", "每天", "每年", "从不", "又一次"),
    Sign.EMOTION: ("爱", "讨厌", "害怕", "难过", "伤心", "骄傲", "高兴", "激动", "生气"),
    Sign.EVENT: ("生日", "出生", "去世", "婚", "怀孕", "毕业", "医院", "手术", "搬家", "过敏", "密码", "护照"),
}
