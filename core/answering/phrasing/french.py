"""Ebb in French. Before a colon, a semicolon and inside quotation marks stands a space that does not break."""

from __future__ import annotations

from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk

_NAMES = "ebb|à toi|à vous|à tous|tout le monde|encore|toi|vous"

FRENCH = Phrasing(
    code="fr",
    name="French",
    nothing="Rien dans votre mémoire n’en parle.",
    empty="Votre mémoire est encore vide. Ajoutez des fichiers ou une conversation, puis reposez la question.",
    yes="Oui",
    no_such_day="Le {day} n’existe pas\u202f; rien dans votre mémoire ne date donc de ce jour-là.",
    without_model="{reason} Cette réponse a été faite sans le modèle.",
    stopped="Interrompu.",
    quoted="«\xa0{words}\xa0»",
    said="{who} a dit\xa0: «\xa0{words}\xa0»",
    said_on="{who} a dit le {day}\xa0: «\xa0{words}\xa0»",
    you_said="Vous avez dit\xa0: «\xa0{words}\xa0»",
    you_said_on="Vous avez dit le {day}\xa0: «\xa0{words}\xa0»",
    noted="C’est noté\xa0: {right}",
    wrong="C’est faux\xa0: {right}",
    ask_back="Quelle est la bonne réponse\u202f? Écrivez-la ainsi\xa0: «\xa0C’est faux\xa0: …\xa0».",
    corrections="Corrections",
    talk=(
        SmallTalk(
            "bonjour|salut|coucou|bonsoir|bonne journée",
            _NAMES,
            "Bonjour. Posez-moi une question sur ce que vous avez gardé ici.",
        ),
        SmallTalk("merci(?: (?:beaucoup|bien))?|mille mercis|un grand merci", _NAMES, "Je vous en prie."),
        SmallTalk(
            "au revoir|à (?:bientôt|demain|plus(?: tard)?)|bonne nuit|adieu",
            _NAMES,
            "Au revoir. Votre mémoire reste ici, verrouillée par votre phrase secrète.",
        ),
        SmallTalk(
            "qui (?:es-tu|êtes-vous)|(?:tu es|t'es|vous êtes) qui|(?:que|qu'est-ce que tu) (?:sais|peux)(?:-tu)? faire"
            "|que (?:savez|pouvez)-vous faire|comment (?:ça va|vas-tu|allez-vous|t'appelles-tu|tu t'appelles"
            "|vous appelez-vous|fonctionnes-tu|fonctionnez-vous)|ça va",
            _NAMES,
            "Je suis Ebb, la mémoire de cet ordinateur. Posez-moi une question sur vos fichiers et vos conversations"
            "\xa0: je réponds en citant la source. Rien ne quitte cet ordinateur.",
        ),
    ),
    counting=Counting(
        once="Une fois",
        twice="Deux fois",
        times="{n} fois",
        on="{times}\xa0: {days}.",
        between="{times}, entre le {first} et le {last}.",
        named="{n} {noun}\xa0: {names}.",
        named_one="{names}.",
        total="{amount} au total.",
        total_of="{amount} au total, d’après {n} entrées.",
        mean="{amount} en moyenne, d’après {n} entrées.",
        mean_of_one="{amount} en moyenne, d’après une seule entrée.",
        amount_on="{amount}, le {days}.",
        day="Le {day}.",
        names_day="{names}, le {day}.",
        full_stop=".",
        comma=", ",
        last=" et ",
        thousands="\u202f",
        point=",",
        money="{n}\xa0{sign}",
        metre="{n} mètre",
        metres="{n} mètres",
        kilometres="{n} km",
        mile="{n} mile",
        miles="{n} miles",
        joined=" ",
    ),
    article="le ",
)
