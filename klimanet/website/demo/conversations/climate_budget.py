"""The long one: how a climate budget comes about, from first question to committee. Invented, as is the cast."""

from klimanet.website.demo.conversations.shape import Conversation, Said

CONVERSATIONS = (
    Conversation(
        who="aase",
        question=True,
        title="Klimabudget: Hvad er med, hvem ejer tallene, og hvordan kommer man i gang?",
        text=(
            "Økonomiudvalget vil have et klimabudget med i næste budgetrunde. Jeg er alene om klimaet her, så det "
            "skal være noget, jeg kan nå.\n\n"
            "1. Hvad er med: kun det besluttede eller også det planlagte?\n"
            "2. Hvor nøjagtigt regner I?\n"
            "3. Hvem ejer tallene, når jeg er på ferie?"
        ),
        themes=("klimaledelse", "co2-regnskab"),
        days_ago=36.1,
        same=("nadia", "peter"),
        said=(
            Said(
                "mette",
                "Velkommen i klubben! Kort svar fra os: Begynd med det, der *er* besluttet. Alt det planlagte "
                "bliver til en ønskeseddel, som ingen kan holde op mod noget.",
                hours=2,
            ),
            Said(
                "aase",
                "Godt. Men hvor små ting tager I med? Vi har alt fra en biogasaftale til tre ladcykler.",
                hours=3,
            ),
            Said(
                "nadia",
                "Ikke ladcyklerne! Vores første forsøg havde 140 rækker. Det tog fem måneder, og jeg tror, at fire "
                "mennesker åbnede arket. I år har vi 25 rækker, og nu bliver det læst.",
                hours=5,
            ),
            Said(
                "mette",
                "Vi har 30 rækker og en bagatelgrænse på 50 ton CO₂e om året. Alt under ligger i én samlet række.",
                hours=6.5,
            ),
            Said("anders", "Det var mig, der kæmpede for ladcyklerne. Jeg har sluttet fred med det.", hours=7),
            Said(
                "peter",
                "Vi har 12 rækker. Færgen fylder så meget, at resten næsten ikke kan ses på figuren. Men det er "
                "også en vigtig ting at vise.",
                hours=22.5,
            ),
            Said(
                "aase",
                "Tak, det giver mod. Næste: Hvad gør I med det, der ikke kan regnes? Energivejledning, "
                "lokalplaner, undervisning …",
                hours=25,
            ),
            Said(
                "lise",
                "Jeg ville skelne mellem *tiltag* og *forudsætninger*. En varmepumpe er et tiltag. En "
                "energivejleder er en forudsætning for, at varmepumperne bliver sat op. Giv kun tiltagene tal, "
                "ellers tæller I det samme to gange.",
                hours=27,
            ),
            Said(
                "nadia",
                "Her er jeg uenig, Lise. Hvis vejledningen står til 0 ton, bliver den sparet væk ved den første "
                "lejlighed. Vi sætter et interval på.",
                hours=29.5,
            ),
            Said(
                "lise",
                "Det er et rimeligt argument. Et interval er fint, når der står, hvad det bygger på, og når det "
                "ikke lægges sammen med resten.",
                hours=31,
            ),
            Said(
                "mette",
                "Sådan endte vi også. Vi har tre slags rækker:\n\n"
                "| Slags | Tal | Lægges sammen |\n"
                "|---|---|---|\n"
                "| Besluttet tiltag | Ton pr. år | Ja |\n"
                "| Planlagt tiltag | Interval | Nej |\n"
                "| Forudsætning | Tekst | Nej |",
                hours=45.5,
            ),
            Said(
                "jonas",
                "Et spørgsmål fra en, der stadig lærer: Hvad er forskellen på klimabudgettet og klimaregnskabet?",
                hours=48,
            ),
            Said(
                "mette",
                "Regnskabet ser tilbage på hele kommunen og kommer med et par års forsinkelse. Budgettet ser frem "
                "på det, vi selv har besluttet. De to kan ikke trækkes fra hinanden, og det er det første, "
                "politikerne forsøger.",
                hours=49,
            ),
            Said("jonas", "Tak, så giver det mening.", hours=49.5),
            Said(
                "karen",
                "Må jeg foreslå en række mere? I Klimabarometeret fra 2022 svarede 77 pct. af kommunerne, at de "
                "står med en restudledning, de ikke kan planlægge sig ud af, især i landbrug og transport. Vis den "
                "som sin egen række. Så bliver det tydeligt, hvad I mangler redskaber til, og ikke kun, hvad I "
                "mangler at gøre.",
                hours=53,
            ),
            Said(
                "aase",
                "God idé. Hos os er landbruget langt det meste, så den række bliver lang. Her er mit første "
                "udkast. Vær søde, men ærlige.",
                hours=70,
                attachment="klimabudget-udkast.csv",
                content=(
                    "nr;række;slags;ton_co2e_første_år;ton_co2e_2030;ejer;bemærkning\n"
                    "1;Olie- og gasfyr i kommunens bygninger;besluttet;210;340;Ejendomme;14 bygninger tilbage\n"
                    "2;Solceller på haller og skoler;besluttet;95;120;Ejendomme;1,4 GWh om året\n"
                    "3;Grøn strøm til kommunens bygninger;besluttet;310;180;Indkøb;afhænger af nettets udledning\n"
                    "4;Hjemmeplejens biler på el;besluttet;140;190;Omsorg;62 af 90 biler\n"
                    "5;Varmepumper i områder uden fjernvarme;planlagt;400-900;1500-3200;Plan;kræver energivejleder\n"
                    "6;Energivejleder;forudsætning;;;Klima;hænger sammen med 5\n"
                    "7;Restudledning uden fundet tiltag;manko;;;Klima;landbrug og transport\n"
                ),
            ),
            Said(
                "anders",
                "Det ser rigtig godt ud. Én ting: Række 2 og 3 tæller delvist det samme. Den strøm, I selv laver, "
                "skal I jo ikke købe grøn. Træk solcellernes kWh fra i række 3.",
                hours=73,
            ),
            Said("aase", "Av. Ja, selvfølgelig.", hours=74),
            Said(
                "peter",
                "Skriv også, hvilket år effekten begynder. Vi stod med et flot tal, der først kom tre år efter valget.",
                hours=76.5,
            ),
            Said(
                "nadia",
                "Og hvem retter tallene, når noget bliver forsinket? Det gjorde ingen hos os det første år. "
                "Budgettet viste 8.000 ton, og da vi så efter, var de 3.000 udskudt.",
                hours=95,
            ),
            Said(
                "mette",
                "Det er egentlig svaret på Åses spørgsmål 3, så jeg samler lige det hele, som vi gør nu:\n\n"
                "1. **Hvad er med:** alt besluttet over 50 ton om året. Det planlagte står for sig.\n"
                "2. **Nøjagtighed:** to betydende cifre. 1.200 ton, ikke 1.187.\n"
                "3. **Ejer:** den, der har pengene til tiltaget. Klimaafdelingen samler, men retter ikke i andres "
                "tal.\n"
                "4. **Hvornår:** samme kalender som budgetopfølgningen og samme skabelon som økonomi.\n"
                "5. **Forsinkelser:** Rækken bliver stående med en rød prik og et nyt årstal. Vi sletter aldrig.\n\n"
                "Punkt 4 er det vigtigste. Da vi kom ind i økonomis kalender, holdt klimabudgettet op med at være "
                "vores hobby.",
                hours=99,
                answer=True,
            ),
            Said("aase", "Tusind tak, @Mette Søndergaard Lund. Punkt 3 og 5 tager jeg direkte med.", hours=101),
            Said(
                "nadia",
                "Jeg ville nu kun følge op én gang om året. Hvert kvartal gav os fire næsten ens bilag og trætte "
                "udvalg.",
                hours=118,
            ),
            Said(
                "mette",
                "Det kan jeg godt se. Vi gør det to gange og springer over, hvis intet har flyttet sig. Prøv dig frem.",
                hours=120.5,
            ),
            Said(
                "karen",
                "Den her tråd burde være et punkt på et møde. Åse og Mette, vil I fortælle om det sammen? 15 "
                "minutter, og I må gerne vise det, der ikke virkede.",
                hours=142,
            ),
            Said("mette", "Gerne.", hours=144),
            Said("aase", "Ja, hvis jeg må vise udkastet med fejlen i. Den lærte jeg mest af.", hours=166),
            Said(
                "aase",
                "Opfølgning: Udvalget behandlede klimabudgettet i går. 18 rækker på to sider, og det tog 25 "
                "minutter. De spurgte mest til række 7, og formanden vil selv skrive om landbruget til ministeren.",
                hours=694,
            ),
            Said("anders", "Tillykke! Og ingen ladcykler.", hours=695),
            Said("peter", "Flot. Må jeg låne skabelonen? Så sparer jeg en måned.", hours=718),
            Said("aase", "Selvfølgelig. Den ligger i tråden, bare husk at rette række 3.", hours=719.5),
        ),
    ),
)
