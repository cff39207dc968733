"""Ebb in Spanish."""

from __future__ import annotations

from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk

_NAMES = "ebb|a todos|otra vez|de nuevo|a ti"

SPANISH = Phrasing(
    code="es",
    name="Spanish",
    nothing="En tu memoria no hay nada sobre eso.",
    empty="Tu memoria todavía está vacía. Añade archivos o una conversación y vuelve a preguntar.",
    yes="Sí",
    no_such_day="El {day} no existe, así que en tu memoria no hay nada de ese día.",
    without_model="{reason} Esta respuesta se hizo sin el modelo.",
    stopped="Interrumpido.",
    quoted="«{words}»",
    said="{who} dijo: «{words}»",
    said_on="{who} dijo el {day}: «{words}»",
    you_said="Dijiste: «{words}»",
    you_said_on="Dijiste el {day}: «{words}»",
    noted="Anotado: {right}",
    wrong="Eso no es cierto: {right}",
    ask_back="¿Qué es lo correcto? Escríbelo así: «Eso no es cierto: …».",
    corrections="Correcciones",
    talk=(
        SmallTalk(
            "hola|buenos días|buen día|buenas(?: (?:tardes|noches))?",
            _NAMES,
            "Hola. Pregúntame por cualquier cosa que hayas guardado aquí.",
        ),
        SmallTalk("(?:muchas |muchísimas |mil )?gracias", _NAMES, "De nada."),
        SmallTalk(
            "adi[óo]s|chao|chau|hasta (?:luego|pronto|mañana|la vista)|nos vemos",
            _NAMES,
            "Adiós. Tu memoria se queda aquí, cerrada con tu frase de contraseña.",
        ),
        SmallTalk(
            "qui[ée]n eres|qu[ée] eres|qu[ée] (?:puedes|sabes) hacer|c[óo]mo (?:te llamas|est[áa]s|funcionas)"
            "|qu[ée] tal",
            _NAMES,
            "Soy Ebb, la memoria de este equipo. Pregunta por cualquier cosa de tus archivos y conversaciones, y te "
            "respondo citando la fuente. Nada sale de este equipo.",
        ),
    ),
    counting=Counting(
        once="Una vez",
        twice="Dos veces",
        times="{n} veces",
        on="{times}: {days}.",
        between="{times}, entre el {first} y el {last}.",
        named="{n} {noun}: {names}.",
        named_one="{names}.",
        total="{amount} en total.",
        total_of="{amount} en total, según {n} anotaciones.",
        mean="{amount} de media, según {n} anotaciones.",
        mean_of_one="{amount} de media, según una sola anotación.",
        amount_on="{amount}, el {days}.",
        day="El {day}.",
        names_day="{names}, el {day}.",
        full_stop=".",
        comma=", ",
        last=" y ",
        thousands=".",
        point=",",
        money="{n} {sign}",
        metre="{n} metro",
        metres="{n} metros",
        kilometres="{n} km",
        mile="{n} milla",
        miles="{n} millas",
        joined=" ",
    ),
    article="el ",
)
