"""What was asked and discussed lately; the last question still waits for a comment. Invented, as is the cast."""

from klimanet.website.demo.conversations.shape import Conversation, Said

CONVERSATIONS = (
    Conversation(
        who="line",
        question=True,
        title="Skybrud: Hvordan fik du vejafdelingen med på at løfte vejen, når der kommer ny asfalt?",
        text=(
            "@Peter Storm, du nævnte på det seneste møde, at I nu retter vejen op, når der alligevel skal ny "
            "asfalt på, så vandet løber den rigtige vej. Det lyder billigt. Hvordan fik du vejafdelingen med, og "
            "hvad koster det?"
        ),
        themes=("regn",),
        days_ago=27.1,
        network="tilpasning",
        said=(
            Said(
                "peter",
                "Det hjalp, at vi er få. Vejmanden og jeg spiser frokost sammen. Men i praksis var der tre trin:\n\n"
                "- Vi lagde kortet over lavninger oven på listen over veje, der skal have ny asfalt de næste fire "
                "år.\n"
                "- Ni steder faldt de sammen.\n"
                "- På de ni steder hæver vi midten eller sænker kantstenen. Det koster typisk 40.000-70.000 kr. "
                "ekstra pr. sted.",
                hours=3,
                answer=True,
            ),
            Said("line", "Det kan andre bruge. Har I set, om det virker?", hours=5.5),
            Said(
                "peter",
                "Ét sted, ja. Ved skybruddet i sensommeren løb vandet ud på boldbanen og ikke ned i kælderen hos "
                "naboen. Et andet sted havde vi glemt en indkørsel, og der fik vi en meget vred mail. Så gå turen "
                "i regnvejr først.",
                hours=26,
            ),
            Said("line", '"Gå turen i regnvejr" bliver overskriften på næste møde. Tak, Peter.', hours=28),
        ),
    ),
    Conversation(
        who="nadia",
        question=False,
        title="Madspild i kantiner og plejekøkkener: Hvad virkede, og hvad gjorde ikke?",
        text=(
            "Vi har vejet madspild i seks køkkener i otte uger. Tallene er vores egne målinger, i gram pr. portion:\n\n"
            "| Køkken | Før | Efter | Hvad vi ændrede |\n"
            "|---|---:|---:|---|\n"
            "| Kantine, stor | 96 | 61 | Mindre fade, fyldes oftere |\n"
            "| Kantine, lille | 74 | 70 | Skilte ved buffeten |\n"
            "| Plejehjem A | 142 | 88 | Bestilling samme dag |\n"
            "| Plejehjem B | 150 | 147 | Kampagne for personalet |\n\n"
            "Skilte og kampagner gjorde næsten ingen forskel. Det gjorde fade og bestilling. Hvad har I set?"
        ),
        themes=("affald", "cirkulaer-oekonomi"),
        days_ago=21.1,
        said=(
            Said(
                "anders",
                "Det ligner vores tal, også det med skiltene. Må jeg spørge, hvem der vejede? Hos os var det "
                "køkkenet selv, og efter tre uger begyndte tallene at se meget runde ud.",
                hours=2,
            ),
            Said(
                "nadia",
                "Ha! Ja, 50, 100 og 150. Vi lod to studerende veje den første og den sidste uge, og køkkenet "
                "vejede imellem. Det holdt.",
                hours=4,
            ),
            Said(
                "aase",
                "Vi prøvede mindre tallerkener på tre skoler. Børnene gik bare to gange, og så blev køen et "
                "problem. Men længere spisepause virkede: ti minutter mere og en fjerdedel mindre i spanden.",
                hours=23,
            ),
            Said(
                "lise",
                "En påmindelse fra energisiden: Madaffaldet, der bliver tilbage, er ikke spildt, hvis det "
                "sorteres. Anlægget i Solrød tager nu også madaffald sammen med gylle, industrirester og tang. "
                "Allerede i 2017 sparede det cirka 46.300 ton CO₂, hvor målet var 40.000. Men det er selvfølgelig "
                "bedre, at maden bliver spist.",
                hours=27,
            ),
            Said(
                "peter",
                "Enig i det sidste. Vi giver overskuddet fra skolekøkkenet videre klokken 14 i genbrugsbutikken. "
                "Det er væk på ti minutter.",
                hours=49,
            ),
            Said(
                "nadia",
                "Ti minutter! Den tager jeg med. Og spisepausen, @Åse Ørum Aagaard, har du noget på skrift om den?",
                hours=51.5,
            ),
        ),
    ),
    Conversation(
        who="mette",
        question=False,
        title="Tal til udvalget: Hvordan forklarer vi udviklingen i klimaregnskabet?",
        text=(
            "Kun til os selv og sekretariatet. @Anders Bjerre, vil du se det igennem, før det går i udvalget?\n\n"
            "Ifølge [klimaregnskabet.dk](https://www.klimaregnskabet.dk) er vi gået fra cirka 1,11 mio. ton CO₂e i "
            "2018 til cirka 0,81 mio. ton i 2023, altså 27 pct. ned. Energien står for det meste af faldet. "
            "Transporten er kun faldet 5 pct. (fra cirka 265.000 til 251.000 ton).\n\n"
            'Min overskrift er: "Varmen flytter sig, bilerne gør ikke."'
        ),
        themes=("co2-regnskab", "klimaledelse"),
        days_ago=16.1,
        audience="organisation",
        said=(
            Said(
                "anders",
                "Tallene passer. Overskriften er god, men måske for skarp. Der kører jo flere elbiler, men de kan "
                'ikke ses i tallene endnu. "Varmen er godt på vej, transporten mangler"?',
                hours=2.5,
            ),
            Said(
                "mette",
                "Købt. Skal vi nævne, at energien steg i 2021, før den faldt? Nogen finder det alligevel.",
                hours=4,
            ),
            Said(
                "anders",
                "Ja, sig det selv først. Og skriv hentedatoen under figuren, så vi ikke får bøvl, når regnskabet "
                "bliver rettet bagud.",
                hours=5,
            ),
            Said(
                "karen",
                "Fin og ærlig tekst. Vil I dele den med netværket bagefter? Mange sidder med den samme øvelse.",
                hours=25,
            ),
            Said("mette", "Ja, når udvalget har set den.", hours=28),
        ),
    ),
    Conversation(
        who="aase",
        question=True,
        title="Lavbundsjorde: Hvad gør I, når lodsejerne siger, at satsen er for lav?",
        text=(
            "Vi har en ådal på 180 ha, hvor 11 ud af 14 lodsejere er positive. De sidste tre har jord midt i det "
            "hele og siger, at kompensationen ligger under det, jorden er værd. Uden dem kan vi ikke hæve vandet.\n\n"
            "Staten regner selv med fire til syv år fra forundersøgelse til vådlagt jord, og vi har brugt to af "
            "dem. Hvad har I gjort?"
        ),
        themes=("co2-regnskab", "klimatilpasning"),
        days_ago=11.1,
        same=("peter",),
        said=(
            Said(
                "mette",
                "Vi har kun små projekter, men jordfordeling er det eneste, der har løst det hos os. De tre vil "
                "måske hellere have anden jord end penge. Har I noget at bytte med?",
                hours=5,
            ),
            Said(
                "aase",
                "12 ha i den anden ende af kommunen. Det svarer til en tredjedel af det, vi skal bruge.",
                hours=7,
            ),
            Said(
                "nadia",
                "Se på Aarhus. De planlægger 1.300 ha, hvoraf de 300 ha skal klares med kommunens egen jordfond. "
                "De skriver også åbent, at satserne tit ligger under det, lodsejerne venter. Jordfonden er på "
                "omkring 200 mio. kr., så det er ikke en model for alle. Men måske kan to-tre kommuner gå sammen "
                "om en lille fond?",
                hours=26,
            ),
            Said(
                "aase",
                "Den tanke vil jeg gerne regne på. Men det hjælper mig ikke med de tre lige nu. Er der nogen, der "
                "har tegnet projektet om, så vandet bliver hævet *uden om* de sidste marker?",
                hours=31,
            ),
            Said(
                "karen",
                "Jeg har noteret det med satserne hos os, for du er ikke den eneste. Send mig gerne tallene for de "
                "tre marker, også uden navne. Jeg spørger desuden i Tønder, hvor de arbejder med 1.270 ha og "
                "jordfordeling.",
                hours=54,
            ),
        ),
    ),
    Conversation(
        who="aase",
        question=True,
        title="Jeg kan ikke være med på hele mødet: Kan jeg sende en vikar?",
        text=(
            "Kun til sekretariatet.\n\n"
            "Jeg er alene om klimaet og har byrådsmøde samme dag som det næste netværksmøde. Må en kollega fra "
            "planafdelingen tage min plads om eftermiddagen, og skal hun have sin egen adgang? Hun er ikke medlem "
            "i dag."
        ),
        themes=("klimaledelse",),
        days_ago=6.1,
        audience="secretariat",
        said=(
            Said(
                "jonas",
                "Hej Åse. Ja, det må hun gerne. Jeg undersøger lige det med adgangen og vender tilbage i dag.",
                hours=1.5,
            ),
            Said(
                "karen",
                "Pladsen er kommunens, så I bestemmer selv, hvem der sidder på den. Send mig hendes navn og mail, "
                "så får hun en invitation og kan læse materialet på forhånd. Det koster ikke ekstra.",
                hours=4,
                answer=True,
            ),
            Said("aase", "Perfekt, tak for det hurtige svar! Jeg sender navnet i eftermiddag.", hours=5),
        ),
    ),
    Conversation(
        who="anders",
        question=True,
        title="Fossilfri levering i indkøbsaftaler: Har nogen stillet kravet og fået bud?",
        text=(
            "Vores aftale om fødevarer og kontorvarer skal i udbud til foråret. Det er cirka 220 leveringer om "
            "ugen, og næsten alle kommer på diesel.\n\n"
            "Jeg overvejer to veje:\n\n"
            "- **Krav** om fossilfri levering fra dag ét, med risiko for få bud.\n"
            "- **Point** for andelen af fossilfri kørsel, så det trappes op over tre år.\n\n"
            "Har du prøvet en af dem? Jeg er især ude efter, hvor mange bud I fik, og hvad det gjorde ved prisen. "
            "@Nadia Rahmani, du har vist arbejdet med grønne indkøb?"
        ),
        themes=("transport", "cirkulaer-oekonomi"),
        days_ago=1.1,
        said=(),
    ),
)
