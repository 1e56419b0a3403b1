"""What was asked and discussed some weeks ago. Invented, as is the cast."""

from klimanet.website.demo.conversations.shape import Conversation, Said

CONVERSATIONS = (
    Conversation(
        who="aase",
        question=True,
        title="Spørgsmål til Odense og Samsø: lokalt medejerskab, når der kommer nye vindmøller",
        text=(
            'Vi har en ansøgning om fem møller på bordet, og til borgermødet var det første spørgsmål: "Hvad får '
            'vi ud af det?" Købsretten forsvandt i 2020, og VE-bonus og grøn pulje er svære at forklare på et '
            "borgermøde.\n\n"
            "Jeg spørger især jer, @Odense og @Samsø:\n\n"
            "- Har I fået en opstiller til at tilbyde andele frivilligt?\n"
            "- Må vi overhovedet bede om det?\n"
            "- Hvem ejer andelene ti år efter?"
        ),
        themes=("energi", "borgerinddragelse"),
        days_ago=66.1,
        addressed=("odense", "samsoe"),
        said=(
            Said(
                "peter",
                "Hej Åse. Her på øen var medejerskabet ikke et krav. Det var aftalt, før nogen tegnede en mølle på "
                "et kort. Møllerne på land kom op omkring år 2000, og en del blev solgt som andele til øens egne. "
                "Tre ting gjorde forskellen:\n\n"
                "1. En lokal forening stod for salget, ikke opstilleren.\n"
                "2. En andel var så billig, at de fleste kunne være med.\n"
                "3. De, der boede nærmest, fik at vide først, hvad de kunne se og høre.\n\n"
                "Må I bede om det? Vi har spurgt om det samme. I må gerne tale om det og tage imod et frivilligt "
                "tilbud. I må ikke gøre det til en betingelse for planen. Grænsen derimellem er ikke tydelig.",
                hours=4.5,
                answer=True,
            ),
            Said(
                "lise",
                "Peter rammer det. Vi har kritiseret udkastet til vejledning for netop det: Det fortæller meget "
                "om, hvad der er ulovligt, og for lidt om, hvad I gerne må. Ordningerne selv står hos "
                "[Energistyrelsen](https://ens.dk).",
                hours=23,
            ),
            Said(
                "anders",
                "Fra vores side er svaret kort: Vi har ikke plads til ret mange møller, så jeg har intet godt "
                'eksempel på andele. Men vi lærte noget af en solcellepark. Vi kaldte det "gevinst til '
                'lokalområdet" og fik straks spørgsmålet "hvor mange kroner?". Hav tallet klar, også hvis det er '
                "lille.",
                hours=28,
            ),
            Said("aase", "Det er præcis der, vi er. Peter, hvem ejer andelene i dag? Er de blevet på øen?", hours=30),
            Said(
                "peter",
                "De fleste, men ikke alle. Nogle er arvet af børn i København, og nogle er solgt. Skriv det ind i "
                "vedtægterne fra begyndelsen, hvis det betyder noget for jer. Jeg ringer i morgen, så kan du få "
                "formandens nummer.",
                hours=33,
            ),
            Said(
                "aase",
                "Tak for snakken! Vi har nu en aften i forsamlingshuset, hvor foreningen fortæller, *før* der "
                "kommer flere kort på bordet. Det havde jeg ikke fundet på selv.",
                hours=55,
            ),
        ),
    ),
    Conversation(
        who="peter",
        question=False,
        title="Varmeplan: Hvad siger vi til dem, der ikke får fjernvarme?",
        text=(
            "Kun til os tre i første omgang, fordi tallene er kladder.\n\n"
            "Vi har alle områder, hvor fjernvarmen ikke kommer, og hvor folk står med et olie- eller gasfyr fra "
            "2009. Jeg foreslår, at vi laver ét fælles forløb i stedet for tre: samme brev, samme beregning og "
            "samme energivejleder to dage om ugen. Jeg har regnet mig frem til 1,1 mio. kr. over to år. Kan I være "
            "med?"
        ),
        themes=("energi", "borgerinddragelse"),
        days_ago=58.1,
        audience="circle",
        circle=("aabenraa", "samsoe", "odense"),
        said=(
            Said(
                "aase",
                "Ja tak! Jeg er alene om det og når højst 30 husbesøg om året. Hos os drejer det sig om cirka "
                "1.900 adresser.",
                hours=2.5,
            ),
            Said(
                "mette",
                "I princippet ja. Vores udfordring er en anden: Her skal folk vente på fjernvarmen, og de vil "
                "vide, om det er to eller seks år. Et årstal, der ikke holder, er værre end intet årstal.",
                hours=21,
            ),
            Said(
                "peter",
                "Så lad brevet have tre spor: *fjernvarme på vej*, *måske* og *nej, find din egen løsning*. Det "
                "sidste skal vi turde skrive.",
                hours=25,
            ),
            Said("anders", 'Enig. "Måske" er det dyreste ord i en varmeplan.', hours=27.5),
            Said(
                "aase",
                "Husk også usikkerheden den anden vej. Folk må vælge varmepumpe, selv om ledningen kommer, og så "
                "vælter selskabets økonomi. Vi spurgte 240 husejere: 61 pct. ville sige ja til fjernvarme, hvis "
                "prisen var kendt, og kun 34 pct., hvis den ikke var.",
                hours=46,
            ),
            Said(
                "mette",
                "Det tal vil jeg gerne låne. Vi er med for en tredjedel, hvis energivejlederen kan bookes på "
                "nettet. @Peter Storm, skriver du et udkast, som vi kan give vores chefer?",
                hours=70,
            ),
            Said("peter", "Det kommer inden fredag. Når vi er enige, flytter vi det ud til hele netværket.", hours=94),
        ),
    ),
    Conversation(
        who="anders",
        question=True,
        title="Genbrugte mursten og døre i kommunale byggerier: Hvad skrev I i udbuddet?",
        text=(
            "Vi skal rive en daginstitution ned og bygge en ny 400 meter derfra. Jeg vil gerne have genbrugte "
            'materialer med, men sidste gang skrev vi "bør genanvende mest muligt". Ingen af de tre bydende '
            "regnede på det.\n\n"
            "Har nogen af jer en formulering, der virkede, og som juristerne gik med til?"
        ),
        themes=("cirkulaer-oekonomi",),
        days_ago=47.1,
        same=("aase", "peter"),
        said=(
            Said(
                "nadia",
                '"Bør" er det samme som ingenting. Vi har haft held med at skrive *mængder* og *pris på '
                "alternativet*. Jeg har vedhæftet vores tekst, renset for navne. Brug den endelig.\n\n"
                "Det vigtigste er en option med nye materialer. Så behøver den bydende ikke lægge risikoen ind i "
                "prisen.",
                hours=3,
                answer=True,
                attachment="kravtekst-genbrug.txt",
                content=(
                    "KRAV OM GENBRUGTE MATERIALER (uddrag, til fri brug)\n\n"
                    "1. Tilbuddet skal omfatte følgende genbrugte materialer:\n"
                    "   - mursten, mindst 18.000 stk., renset og sorteret\n"
                    "   - indvendige døre, mindst 14 stk., med karm\n"
                    "   - tagsten, mindst 300 m2\n"
                    "2. Materialerne kan komme fra bygherrens egen nedrivning eller fra en forhandler.\n"
                    "3. Tilbudsgiver angiver som option prisen med tilsvarende nye materialer.\n"
                    "   Bygherren kan udnytte optionen pr. materiale frem til projekteringens afslutning.\n"
                    "4. Dokumentation: leveringsseddel, mængde, oprindelse og resultat af miljøscreening.\n"
                    "5. Bygherren bærer risikoen for skjulte fejl i materialer fra egen nedrivning.\n"
                ),
            ),
            Said(
                "anders",
                "Fantastisk. Punkt 5 er jeg spændt på. Hvad sagde juristerne til, at I selv bar risikoen?",
                hours=5,
            ),
            Said(
                "nadia",
                "De sagde nej i to måneder. Så viste vi dem, at entreprenøren ellers lagde 12 pct. oven i prisen. "
                "Murstenene var i alt 160.000 kr. værd, så risikoen var til at overskue.",
                hours=6.5,
            ),
            Said(
                "mette",
                "Jeg er ikke sikker på, at det kan betale sig på de små sager. Screening og opbevaring kostede os "
                "mere, end dørene var værd. Vi endte med 14 døre til 3.200 kr. stykket.",
                hours=26,
            ),
            Said(
                "nadia",
                "Det er rigtigt for døre. For sten og tegl holder det. Så vi kræver det kun, når mængden er stor.",
                hours=28,
            ),
            Said(
                "peter",
                'Mursten fylder en hel færge, så her er "400 meter derfra" det afgørende. Vi lægger et lager på '
                "den gamle materielgård og ser, om nogen bruger det. Indtil videre: to døre og en masse "
                "nysgerrighed.",
                hours=51,
            ),
            Said(
                "anders",
                "Opfølgning: Jeg brugte punkt 1 og 3 næsten ordret. Fire bød, og alle fire havde regnet på det. "
                "Genbrugt tegl blev 4 pct. dyrere end nyt, og det har vi sagt ja til. Tak, @Nadia Rahmani.",
                hours=985,
            ),
        ),
    ),
)
