"""What was asked and discussed some months ago. Invented, as is the cast."""

from klimanet.website.demo.conversations.shape import Conversation, Said

CONVERSATIONS = (
    Conversation(
        who="nadia",
        question=True,
        title="Loven om terrænnært grundvand: Hvem er gået i gang, og hvor begyndte I?",
        text=(
            "Loven om håndtering af terrænnært grundvand blev vedtaget den 3. juni 2025. Efter mange år, hvor højt "
            "grundvand var den enkelte grundejers problem, kan vi nu løse det i fællesskab og betale over taksten.\n\n"
            "Så langt, så godt. Men hos os er vi gået lidt i stå mellem forsyningen, planafdelingen og miljø. Jeg "
            "vil gerne høre:\n\n"
            "1. Hvem har bolden hos jer, kommunen eller forsyningen?\n"
            "2. Hvordan har I udpeget de første områder?\n"
            "3. Hvad gør I med vandet, hvis det er forurenet?"
        ),
        themes=("klimatilpasning",),
        days_ago=131.1,
        same=("aase", "mette"),
        said=(
            Said(
                "mette",
                "Vi er heller ikke langt, men vi er enige om rollerne: Kommunen udpeger, forsyningen regner, og vi "
                "mødes hver 14. dag. Det lyder banalt. Det tog os fire måneder at blive enige om det.",
                hours=4,
            ),
            Said(
                "peter",
                "Hos os begyndte vi i den forkerte ende. Vi bestilte en model for hele kommunen til 600.000 kr., "
                "og den kunne ikke skelne mellem to sider af samme vej. Bagefter spurgte vi beredskabet og "
                "forsikringsselskaberne, hvor der plejer at komme vand. Det gav 14 områder på en formiddag.",
                hours=23.5,
            ),
            Said(
                "nadia",
                "Det er guld værd, @Peter Storm. Fik I lov at få adresserne fra forsikringsselskaberne, eller kun "
                "områder?",
                hours=27,
            ),
            Said(
                "peter",
                "Kun områder på vejniveau. Det var nok til at sætte pejlerør ned. Vi satte 22 rør, og efter en "
                "vinter kunne vi stryge fem af de 14 områder.",
                hours=28.5,
            ),
            Said(
                "anders",
                "Se også på grundvandsvarmepumpen i @Høje-Taastrup. De henter varme ud af cirka 1 mio. m³ "
                "grundvand om året og sænker grundvandet samtidig. Anlægget er på 1,5 MW og leverer omkring 2 pct. "
                "af fjernvarmen. Det løser ikke et helt kvarter, men det er et stærkt billede at vise politikerne.",
                hours=52,
            ),
            Said(
                "aase",
                "Vi har præcis de samme tre spørgsmål, så jeg følger med. Vores vand er rent nok, men vi mangler "
                "et sted at lede det hen. Åen er fuld, når grundvandet er højest.",
                hours=76,
            ),
            Said(
                "karen",
                "Tak for en god tråd. Spørgsmål 3 hører vi fra flere. I hovedstaden er det oppumpede vand ofte så "
                "forurenet, at det skal til renseanlæg, og så mangler der en måde at dække merudgiften på. Meld "
                "det gerne ind som en barriere, også hvis I kun har tal for ét område. Så kan vi tage det med "
                "videre.",
                hours=99,
            ),
        ),
    ),
    Conversation(
        who="mette",
        question=True,
        title="Borgersamling om klimaplanen: Er det pengene værd?",
        text=(
            "Udvalget overvejer en borgersamling, når klimaplanen skal revideres. Vi har fået et tilbud på 780.000 "
            "kr. for 36 borgere og fire weekender.\n\n"
            "Har nogen af jer prøvet det? Jeg vil især gerne vide,\n\n"
            "- om anbefalingerne blev brugt bagefter\n"
            "- hvordan I fik andre med end dem, der altid møder op\n"
            "- om man kan gøre det billigere uden at gøre det dårligere."
        ),
        themes=("borgerinddragelse", "klimaledelse"),
        days_ago=118.1,
        same=("nadia",),
        closed=(
            "Vi holder en lille borgersamling: 24 borgere, tre lørdage og ét afgrænset spørgsmål om transport. "
            "Budgettet er 340.000 kr. Det, der afgjorde sagen, var jeres råd:\n\n"
            "- Byrådet skal på forhånd love at svare skriftligt på hver anbefaling.\n"
            "- Lodtrækning og betaling for fremmøde er det, der giver bredden.\n"
            "- Love og afgifter hører til på Christiansborg, så spørgsmålet skal handle om det, kommunen selv "
            "bestemmer.\n\n"
            "Tak til alle. Jeg skriver igen, når vi har prøvet det."
        ),
        said=(
            Said(
                "aase",
                "Vi har ikke holdt en rigtig borgersamling, men et borgerpanel med 20 lodtrukne over to aftener. "
                "Det kostede omkring 90.000 kr. inklusive mad. Panelet var godt til at sige, hvad der var "
                "urimeligt. Det var mindre godt til at prioritere.",
                hours=3,
            ),
            Said(
                "nadia",
                "Jeg har fulgt en på nært hold, og det svære kom bagefter. Deltagerne kom med 54 anbefalinger, og "
                "halvdelen handlede om afgifter og lovgivning, som en kommune ikke kan gøre noget ved. De følte "
                "sig snydt, og det kan jeg godt forstå.",
                hours=25,
            ),
            Said("mette", "Av. Så spørgsmålet skal være smallere. Har du et bud på, hvor smalt?", hours=27.5),
            Said(
                "nadia",
                'Så smalt, at alle svar kan besluttes i jeres eget byråd. "Hvordan skal vi bruge pladsen i '
                'bymidten?" virker. "Hvordan når vi i mål i 2035?" virker ikke.',
                hours=30,
            ),
            Said(
                "peter",
                "Jeg er lidt uenig. Hos os fik vi mest ud af det brede spørgsmål, fordi folk selv fandt på noget, "
                "vi ikke havde tænkt på. Men vi er få, og alle kender borgmesteren.",
                hours=49,
            ),
            Said(
                "karen",
                "To ting, jeg har hørt fra flere kommuner: Betal for fremmødet, også selv om beløbet er lille, og "
                "lad byrådet love et skriftligt svar på hver anbefaling, *før* samlingen begynder. Ellers bliver "
                "det en rapport på en hylde.",
                hours=73,
            ),
            Said(
                "mette",
                "Tak. Jeg har skåret oplægget ned til 24 borgere, tre lørdage og ét spørgsmål. Det lander på "
                "340.000 kr., og udvalget har sagt ja. Jeg lukker tråden med en opsamling.",
                hours=290,
            ),
        ),
    ),
    Conversation(
        who="aase",
        question=True,
        title="Lån til energirenovering: Hvad tæller med i anlægsrammen?",
        text=(
            "Vi vil skifte vinduer og ventilation på to skoler og efterisolere et loft. Økonomi siger, at vi godt "
            'kan låne, men at det hele tæller i anlægsrammen. Revisionen siger "det kommer an på".\n\n'
            "Er der nogen, der har fået noget undtaget, og hvordan dokumenterede I det?"
        ),
        themes=("energi", "klimaledelse"),
        days_ago=104.1,
        same=("peter", "anders"),
        said=(
            Said(
                "lise",
                "Hej @Åse Ørum Aagaard. Det er to forskellige regler, og de bliver tit blandet sammen:\n\n"
                "- **Låneadgangen** står i lånebekendtgørelsen. Energibesparende tiltag i jeres bygninger giver "
                "som udgangspunkt adgang til at låne.\n"
                "- **Anlægsrammen** følger af økonomiaftalen. Selv om I må låne, tæller udgiften som hovedregel "
                "med.\n\n"
                "Undtagelsen for energirenovering findes, men definitionen er så snæver, at få projekter falder "
                "ind under den. Syv ud af ti kommunale bygninger har et dårligt energimærke, så det er ikke, fordi "
                "behovet mangler.",
                hours=5.5,
                answer=True,
            ),
            Said(
                "aase",
                "Tak, så forstår jeg endelig, hvorfor de to taler forbi hinanden! Men hvad med vinduerne? De er jo "
                "både vedligehold og energi.",
                hours=7,
            ),
            Said(
                "lise",
                "Del posten op. Få jeres rådgiver til at skrive, hvad en almindelig udskiftning ville koste, og "
                "hvad det bedre vindue koster oveni. Det er den forskel, I kan forsvare som energibesparelse. "
                "Spørg jeres revision, før I sender noget i udbud, for de ser forskelligt på det.",
                hours=8.5,
            ),
            Said(
                "anders",
                "Vi lavede et ark til det. Én række pr. tiltag, så økonomi og revision ser det samme. Tallene er "
                "fra et eksempel og ikke fra en bestemt skole.",
                hours=26,
                attachment="beregning.csv",
                content=(
                    ""
                    "tiltag;pris_kr;heraf_almindeligt_vedligehold_kr;energidel_kr;besparelse_kwh_aar;besparelse_kr_aar;tilbagebetaling_aar\n"
                    "Efterisolering af loft;420000;0;420000;61000;48800;8,6\n"
                    "Vinduer, nordfacade;1350000;910000;440000;38000;30400;14,5\n"
                    "Ventilation med varmegenvinding;1900000;760000;1140000;118000;94400;12,1\n"
                    "Styring og målere;260000;0;260000;45000;36000;7,2\n"
                    "I alt;3930000;1670000;2260000;262000;209600;10,8\n"
                ),
            ),
            Said(
                "nadia",
                "Fint ark. Vi prøvede at tage *hele* prisen med som energirenovering første gang. Det blev sendt "
                "retur to gange og kostede os et halvt år. Så hellere den ærlige opdeling.",
                hours=29,
            ),
            Said(
                "peter",
                "Og kig på Middelfart, som var den første kommune med en ESCO-aftale: omkring 100 bygninger, 44 "
                "mio. kr., 21 pct. mindre energi og pengene tjent hjem på 10-11 år. Garantien blev ophævet i 2014, "
                "fordi besparelsen var større end ventet. Det er en god historie at have med til økonomi.",
                hours=47,
            ),
            Said(
                "aase",
                "Opdelingen gik igennem hos revisionen i dag. 1,9 mio. kr. som energidel og resten som "
                "vedligehold. Tak for hjælpen, især for arket, @Anders Bjerre.",
                hours=71,
            ),
        ),
    ),
    Conversation(
        who="peter",
        question=True,
        title="Ladestandere ved kommunens egne bygninger: Må gæsterne bruge dem?",
        text=(
            "Vi har 11 standere ved rådhuset, hallen og plejecentret. De er sat op til tjenestebiler, men står "
            "tomme efter klokken 16. Nu spørger borgere og turister, om de må lade.\n\n"
            "Må vi åbne dem, og skal vi så i udbud? AFI-loven gav os klarhed om medfinansiering, men jeg kan ikke "
            "finde noget om offentlighedens adgang til kommunens egne standere."
        ),
        themes=("transport",),
        days_ago=92.1,
        same=("aase",),
        said=(
            Said(
                "lise",
                "Du leder ikke forkert. Vi savnede netop regler for offentlighedens adgang i vores høringssvar til "
                "AFI-loven i 2021, og det samme gjaldt de gamle tilladelser efter vejlovens § 80. Noget er løst "
                "siden, men ikke det hele.",
                hours=6,
            ),
            Said(
                "nadia",
                "Hos os valgte vi den forsigtige vej: Standere til egne biler er bag bom, og alt, hvad borgerne må "
                "bruge, går gennem operatøren efter udbud. Det er ikke kønt, men vi sover godt om natten.",
                hours=22,
            ),
            Said(
                "anders",
                "Vi regnede på at åbne seks standere om aftenen. Betalingsløsning, support og skilte kostede mere "
                "end strømmen. Med 40 opladninger om måneden tabte vi cirka 1.800 kr. pr. stander om året. Så vi "
                "lod være.",
                hours=45.5,
            ),
            Said(
                "peter",
                "Tak til jer begge. Om sommeren har vi nok flere end 40, for færgen fylder øen med elbiler. Jeg "
                "regner på tre måneder i stedet for tolv. Men det juridiske er jeg stadig i tvivl om: Er det et "
                "salg af strøm, når vi åbner?",
                hours=50,
            ),
            Said(
                "aase",
                'Det spørgsmål har vi også. Vores jurist kom frem til "formentlig, ja", og det kan man ikke bygge '
                "noget på.",
                hours=74,
            ),
        ),
    ),
    Conversation(
        who="karen",
        question=False,
        title="Sådan læser du klimaregnskabet: fem ting, vi tit bliver spurgt om",
        text=(
            "Kommunens klimaregnskab ligger åbent på [klimaregnskabet.dk](https://www.klimaregnskabet.dk), og alle "
            "kan slå deres egen kommune op. Her er svarene på det, vi oftest bliver spurgt om:\n\n"
            "1. **Det er kommunen som område**, ikke kommunen som virksomhed. Landbrug, trafik og private boliger "
            "er med.\n"
            "2. **Regnskabet bliver rettet bagud.** Når metoden bliver bedre, får de gamle år nye tal. Skriv "
            "altid, hvornår du har hentet dem.\n"
            "3. **Ét år er ikke en udvikling.** En kold vinter eller et kraftværk, der kører mere, kan flytte "
            "meget.\n"
            "4. **Forbruget er ikke med.** Det, vi køber fra udlandet, tæller der, hvor det bliver lavet.\n"
            "5. **Negative tal er ikke en fejl.** Skov kan optage mere, end den udleder.\n\n"
            "Har du et sjette punkt, så skriv det."
        ),
        themes=("co2-regnskab",),
        days_ago=83.1,
        audience="public",
        said=(
            Said(
                "mette",
                "Et sjette: Del aldrig med indbyggertallet uden at sige det højt. En kommune med meget landbrug og "
                "få mennesker ser altid slem ud pr. indbygger.",
                hours=3.5,
            ),
            Said("peter", "Og en ø med en færge ser mærkelig ud næsten uanset hvad. Godt punkt, Mette.", hours=5),
            Said(
                "aase",
                "Punkt 2 ramte os. Vi havde trykt tallene i klimaplanen, og året efter passede de ikke med siden. "
                'Nu skriver vi "hentet den …" under alle figurer.',
                hours=24,
            ),
            Said(
                "jonas",
                "Jeg er ny og spørger dumt: Kan man bruge regnskabet til at se, om et bestemt tiltag har virket?",
                hours=29.5,
            ),
            Said(
                "mette",
                "Slet ikke dumt. Kun hvis tiltaget er stort. Skifter I gasfyr ud i et helt byområde, kan det ses. "
                "Tolv ladestandere forsvinder i støjen. Til dem skal I bruge jeres egne tal, for eksempel antal "
                "fyr eller solgte kWh.",
                hours=31,
            ),
            Said("karen", "Jeg har taget punktet om indbyggertal med i vores oplæg. Tak.", hours=52),
        ),
    ),
)
