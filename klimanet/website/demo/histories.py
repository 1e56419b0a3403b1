"""How far the demo's barriers have come, and with what line to those who reported them: all of it invented."""

from klimanet.barriers.models import State

TAKEN_UP = 300  # days ago
Step = tuple[int | str, State, str]  # when (see `moment`), where it came, and the line

# By their key in the file. Facts stand in the file alone; these say only what the secretariat does about them.
HISTORIES: dict[str, list[Step]] = {
    "B01": [
        (292, State.ASSESSED, "Kravet står i loven. Vi vil vide, hvor mange af jer der lader små tage ligge."),
        (140, State.PRIORITISED, "Flere kommuner har den. Vi tager den med i vores arbejde om energi."),
        (20, State.ADVOCACY, "Vi skriver til ministeren og beder om et møde."),
    ],
    "B02": [
        (291, State.ASSESSED, "Kilden er fra 2014. Skriv, om I stadig har den."),
        (178, State.PRIORITISED, "Flere af jer har den stadig."),
        (170, State.ADVOCACY, "Vi spørger, om kommuner kan beholde overskuddet."),
    ],
    "B03": [
        (290, State.ASSESSED, "KL rejste den i 2020. Vi samler eksempler på anlæg, der må vente."),
        (120, State.PRIORITISED, "Mange har den, og den står højt på vores liste til økonomiaftalen."),
    ],
    "B04": [(288, State.ASSESSED, "Vi samler renoveringer, der ikke falder ind under undtagelsen.")],
    "B05": [(287, State.ASSESSED, "Reglerne er EU's. Vi vil vide, hvor lang tid spørgeskemaet koster jer.")],
    "B06": [(286, State.ASSESSED, "Skriv, hvis I har et projekt, hvor for få sagde ja til fjernvarme.")],
    "B07": [  # from first word to the work that led to the law
        (
            "2018-05-14",
            State.CLARIFYING,
            "Flere kommuner spørger, hvem der må håndtere terrænnært grundvand. Vi undersøger det.",
        ),
        ("2018-09-20", State.ASSESSED, "Ingen har hjemmel: hverken kommunen, forsyningen eller grundejeren alene."),
        ("2020-02-11", State.PRIORITISED, "Fælles analyse med eksempler fra fire kommuner er klar."),
        ("2024-11-15", State.ADVOCACY, "Lovforslaget er i høring, og vi svarer."),
    ],
    "B08": [
        (
            "2025-09-02",
            State.ASSESSED,
            "Den nye lov om terrænnært grundvand siger ikke, hvor det forurenede vand skal hen. Vi følger den for sig.",
        ),
    ],
    "B09": [
        (284, State.ASSESSED, "Vi vil vide, hvad beregningen koster jer i tid og penge."),
        (6, State.CLARIFYING, "Vi mangler to eksempler på, hvad beregningen har kostet."),
    ],
    "B10": [(283, State.REJECTED, "Kilderne er fra 2014 og 2015. Vi går kun videre, hvis I har den i et nyt projekt.")],
    "B11": [(282, State.ASSESSED, "Der er flere årsager på én gang. Skriv, hvilken der standsede jeres projekt.")],
    "B12": [
        (281, State.ASSESSED, "Vi samler de projekter, der ikke fik penge."),
        (45, State.PARKED, "Vi ser på den igen til foråret, når vi ved, om puljen bliver slået op på ny."),
    ],
    "B13": [(280, State.ASSESSED, "Den hører sammen med ændringen af planloven, og den følger vi.")],
    "B14": [(279, State.ASSESSED, "Aarhus har beskrevet den. Vi vil vide, om andre også har den.")],
    "B15": [(278, State.ASSESSED, "Den handler både om regler og om naboer. Vi begynder med reglerne.")],
    "B16": [(277, State.ASSESSED, "Vi samler de spørgsmål, som vejledningen bør svare på.")],
    "B17": [(276, State.ASSESSED, "Den handler både om satsen og om tiden. Skriv, hvad der vejer tungest hos jer.")],
    "B18": [
        (275, State.ASSESSED, "Vi vil vide, hvilke krav I gerne ville stille til dyrkningen."),
        (30, State.DROPPED, "Den kræver en anden deling af ansvaret mellem stat og kommune. Det rejser vi ikke nu."),
    ],
    "B19": [(274, State.ASSESSED, "Vi vil vide, hvad reglerne har betydet for jeres anlæg.")],
    "B20": [(273, State.ASSESSED, "Har I haft affaldet i udbud? Send os gerne jeres erfaringer.")],
    "B21": [(272, State.ASSESSED, "Vi leder efter tal for, hvad reglerne gør ved udledningen.")],
    "B22": [
        (
            271,
            State.EASED,
            "I kan medfinansiere ladestandere nu. Reglerne om offentlighedens adgang mangler stadig.",
        ),
    ],
    "B23": [(270, State.ASSESSED, "Det er tre barrierer i én. Vi deler den op, hvis flere melder den.")],
    "B24": [(269, State.ASSESSED, "Vi samler eksempler på projekter, der venter på nettet.")],
    "B25": [(268, State.ASSESSED, "Vi ser på den igen, når flere kommuner melder den.")],
    "B26": [
        (267, State.EASED, "Nogle af jer får timedata nu, andre har kun årsdata. Skriv, hvad I har."),
        (25, State.CONFIRMED, "De kommuner, der har meldt den, siger, at de får timedata nu."),
    ],
    "B27": [(266, State.ASSESSED, "Vi samler de krav, som I gerne ville stille til byggeriet.")],
    "B28": [(265, State.ASSESSED, "Vi vil vide, hvilke redskaber I mangler mest.")],
}
BEFORE = {State.EASED: State.ADVOCACY, State.REJECTED: State.ADVOCACY}  # where the first step of a history begins

# Their wording, where the file's says less than it knows or more than concerns a reader.
WORDED: dict[str, dict[str, str]] = {
    "B14": {"source": "Climate City Contract, Aarhus, tabel A-3.3"},
    "B18": {"rule": "Husdyrbrugloven m.v."},
    "B23": {"source": "Climate City Contract, København, afsnit 2.3.2"},
    "B24": {"rule": "Elforsyningsloven/netudviklingsplaner"},
    "B28": {
        "title": "Kommunerne mangler redskaber til resten af udledningen",
        "text": (
            "77 pct. af kommunerne står tilbage med en restudledning, de ikke kan planlægge for. Det viser KL's "
            "Klimabarometer 2022, som alle 98 kommuner har svaret på. Det er i landbrug og transport, de mangler redskaber."
        ),
    },
}
# So that a barrier is had by those who may have it: coasts at the coast, fields in the country.
PLACES = (*range(1, 11), 27, 12, 13, 11, 15, 16, 22, 26, 19, 20, 21, 17, 18, 24, 25, 23, 14, 28)
ORDER = [f"B{number:02}" for number in PLACES]
LATE = {"B20": 6, "B21": 2}  # so many days past their next date
