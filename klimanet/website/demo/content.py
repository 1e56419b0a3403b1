"""What the demo's networks say about themselves, and who else is in them. Invented, but as a real network would write it."""

THEMES = {
    "co2-regnskab": ("CO₂-regnskab", "CO₂ accounts"),
    "energi": ("Energi og varme", "Energy and heating"),
    "klimatilpasning": ("Klimatilpasning", "Climate adaptation"),
    "affald": ("Affald", "Waste"),
    "cirkulaer-oekonomi": ("Cirkulær økonomi", "Circular economy"),
    "klimaledelse": ("Klimaledelse", "Climate leadership"),
    "borgerinddragelse": ("Borgerinddragelse", "Citizen involvement"),
    "transport": ("Transport", "Transport"),
}

OTHER_THEMES = {
    "hav": ("Stormflod og hav", "Storm surge and sea"),
    "regn": ("Skybrud og grundvand", "Cloudbursts and groundwater"),
}

# Per section: heading, text, English heading, English text.
SECTIONS = {
    "om": (
        "Et fagligt fællesskab om kommunernes klimaarbejde",
        "Netværket er for dig, der leder eller samler klimaarbejdet på tværs af din kommune, fra CO₂-reduktion til "
        "klimatilpasning. Du møder kolleger, der sidder med de samme opgaver, og som gerne deler både det, der lykkedes, "
        "og det, der ikke gjorde.\n\n"
        "Når en regel spænder ben i praksis, siger du det ét sted. Sekretariatet tager det med i det politiske arbejde og "
        "fortæller dig, hvad der kom ud af det.",
        "A professional community for municipal climate work",
        "The network is for those who lead or coordinate climate work across their municipality, from cutting CO₂ to "
        "adapting to a changing climate. You meet colleagues who face the same tasks and who share what worked as well as "
        "what did not.\n\n"
        "When a rule gets in the way, you say so in one place. The secretariat takes it into its political work and tells "
        "you what came of it.",
    ),
    "udbytte": (
        "Det får I ud af at være med",
        "- **Svar fra en kollega.** Stil et spørgsmål, og få svar fra en kommune, der har prøvet det.\n"
        "- **Eksempler, I kan bruge.** Erfaringer fra andre kommuner, også dem, der ikke gik efter planen.\n"
        "- **Nyt fra KL.** Et fast punkt på hvert møde om det, der rører sig politisk på klima og miljø.\n"
        "- **En vej til indflydelse.** Barrierer fra jeres hverdag bliver til politisk arbejde, og I hører, hvad der sker.",
        "What you get from being a member",
        "- **Answers from a peer.** Ask, and hear from a municipality that has tried it.\n"
        "- **Examples you can use.** Experience from other municipalities, also what did not go to plan.\n"
        "- **News from the association.** A fixed item at each meeting on what is happening politically.\n"
        "- **A way to influence.** Barriers from your practice become political work, and you hear what happens.",
    ),
    "aaret": (
        "Et år i netværket",
        "Vi mødes fire gange om året, to gange fysisk og to gange online. Det er omkring 15 timer i alt.\n\n"
        "| Møde | Hvor | Hvad |\n|---|---|---|\n"
        "| Marts | Fysisk, hele dagen | Årets temaer og besøg hos en kommune |\n"
        "| Juni | Online, to timer | Nyt fra KL og eksempler fra medlemmerne |\n"
        "| September | Fysisk, hele dagen | Oplæg udefra og arbejde i grupper |\n"
        "| December | Online, to timer | Årets barrierer og valg af temaer |\n\n"
        "Mellem møderne fortsætter dialogen her på siden.",
        "A year in the network",
        "We meet four times a year, twice in person and twice online: about 15 hours in all.\n\n"
        "| Meeting | Where | What |\n|---|---|---|\n"
        "| March | In person, a day | The year's themes and a visit to a municipality |\n"
        "| June | Online, two hours | News from the association and members' examples |\n"
        "| September | In person, a day | Outside speakers and work in groups |\n"
        "| December | Online, two hours | The year's barriers and choice of themes |\n\n"
        "Between the meetings the dialogue goes on here.",
    ),
    "pris": (
        "Hvad det koster",
        "Et medlemskab koster 9.500 kr. om året for en kommune, uanset hvor mange kolleger der er med. "
        "Prisen dækker forplejning på møderne, oplægsholdere og denne side.\n\n"
        "Beløbet er opdigtet ligesom resten af demoen.",
        "What it costs",
        "Membership costs DKK 9,500 a year per municipality, however many colleagues take part. "
        "It covers catering, speakers and this site.\n\n"
        "The amount is invented, as is the rest of this demo.",
    ),
    "optagelse": (
        "Sådan kommer I med",
        "1. Skriv eller ring til kontaktpersonen.\n"
        "2. Aftal, hvem der skal have jeres pladser, og hvem der er koordinator.\n"
        "3. I får adgang samme dag og er med fra næste møde.",
        "How to join",
        "1. Write to or call the contact person.\n"
        "2. Decide who will hold your seats, and who is the coordinator.\n"
        "3. You have access the same day and take part from the next meeting.",
    ),
}

OTHER_SECTIONS = {
    "om": (
        "Sammen om vandet",
        "Et mindre netværk for kommuner, der arbejder med stormflod, skybrud og højt grundvand.",
        "Together on water",
        "A smaller network for municipalities that work with storm surges, cloudbursts and high groundwater.",
    ),
}

OBSERVER = "Grønt Overblik (opdigtet)"

# Municipalities beside those of the cast, and how long ago they joined, in days.
MEMBERS = {
    "aalborg": 2900, "aarhus": 2900, "albertslund": 2500, "assens": 1200, "ballerup": 2100, "billund": 1500,
    "bornholm": 2600, "egedal": 1900, "esbjerg": 2800, "fredericia": 1400, "frederikshavn": 2300, "furesoe": 1300,
    "faaborg-midtfyn": 900, "gladsaxe": 2700, "guldborgsund": 1100, "hedensted": 1800, "helsingoer": 2000,
    "hjoerring": 1700, "holstebro": 1600, "horsens": 2200, "hoeje-taastrup": 2400, "ikast-brande": 800, "jammerbugt": 60,
    "kolding": 2100, "lemvig": 1000, "lyngby-taarbaek": 1500, "middelfart": 2700, "naestved": 700, "randers": 2500,
    "ringkoebing-skjern": 2300, "roskilde": 2600, "rudersdal": 600, "silkeborg": 1900, "skive": 2800,
    "soenderborg": 2900, "thisted": 1300, "viborg": 30, "aeroe": 1700,
}  # fmt: skip

OTHER_MEMBERS = {"koege": 800, "vejle": 1100, "randers": 500}

FIRST_NAMES = [
    *("Birgit", "Christian", "Dorte", "Emil", "Freja", "Gitte", "Henrik", "Ida", "Jens", "Kirsten", "Lars", "Maria"),
    *("Niels", "Olga", "Per", "Rikke", "Søren", "Tina", "Ulla", "Vibeke", "Yasmin", "Ægir", "Øyvind", "Asger"),
    *("Bodil", "Carsten", "Ditte", "Esben", "Fatima", "Gorm"),
]
LAST_NAMES = [
    *("Abildgaard", "Brandt", "Clausen", "Dam", "Enevoldsen", "Friis", "Gammelgaard", "Hauge", "Iversen", "Juul"),
    *(
        "Kjær",
        "Lauridsen",
        "Munk",
        "Nygaard",
        "Overgaard",
        "Post",
        "Ravn",
        "Skov",
        "Toft",
        "Uldall",
        "Vinther",
        "Winther",
    ),
    *("Ågård", "Østergaard", "Bak", "Krogh", "Lykke"),
]
TITLES = [
    ("Klimakoordinator", "staff"),
    ("Klimachef", "manager"),
    ("Projektleder, klimatilpasning", "staff"),
    ("Energiplanlægger", "staff"),
    ("Afdelingsleder, natur og klima", "manager"),
    ("Bæredygtighedskonsulent", "staff"),
]
WORDS = ["", "varmeplan", "grønne indkøb", "lavbundsjorde", "ladestandere", "klimaskov", "", "byggeri", "fjernvarme"]
