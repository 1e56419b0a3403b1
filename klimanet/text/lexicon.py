"""The words that the compounds of our texts are made of, for `analysis`: climate, municipalities, and what both are about.

Each stands as it does before another word: "børn" and "børne", "lade" for "ladestander". What is put together of others
is not here: "varmeplan" would no longer be found by "plan". Add to it, and search is written anew by `klimanet search rebuild`.
"""

WORDS = """
    abonnement adgang administration adresse afdeling affald afgift afgræsning afgrøde afgørelse aflevering afløb
    afregning afsender afsnit afstand afstemning afstrømning aftale aften aftryk aktie aktivitet aktør akut alarm
    alder almen aluminium ammoniak analyse anbefaler anbefaling andel anlæg anmeldelse anmodning ansatte anskaffelse
    ansvar ansøger ansøgning antenne arbejde areal arkitekt arkiv artikel asfalt aske atom avl bad bade bagatel
    baggrund balance bane bank barn barometer barriere bassin batteri beboer bedre bedrift bedømmelse befolkning
    behandler behandling beholder behov bekendtgørelse belysning beløb benzin beredskab beregning beretning
    beskyttelse beslutning besparelse bestand bestemmelse bestyrelse besøg betaling betingelse beton betænkning
    bevilling bevægelse bibliotek bidrag bil bilag binding bio biodiversitet blok blomst blå bog bolig bonde bord
    borger borgmester boring braklægning brand brev brint bro brud brug bruge bruger brænde brænder brændsel brændstof
    brønd bud budget bugt bund bus busk by bygge byggeri bygning byråd bæk bælt bænk bæredygtig bæredygtighed bøger
    bølge børn børne båd bånd celle cement center certificering chef cirkulær cirkulære co2 cykel cyklist dag dam
    dampe danmark dansk data dato del dele delegation deling deltager demokrati deponering deponi detail dialog diesel
    dige digital dilemma direktiv direktør dispensation distrikt dokument dokumentation drift drikke drivhus dræn
    dræning dyb dybde dyr dyrke dyrkning døgn dør effekt effektiv effektivitet eftersyn efterår ejendom ejendomme ejer
    eksport ekstrem el elektrificering elektrisk elektrolyse elektronik elev elever emballage embede emission emne
    energi eng enhed erfaring erhverv erklæring erosion erstatning eu euro europa evaluering facade facilitering
    facilitet fag fakta faktura fald familie fangst farlig fauna felt ferie fest fiber film finans finansiering fingre
    firma fisk fiskeri fjern fjernelse fjord flis flod flora fly flygtning flyve flåde fod foder fodring folk folke
    fond fonds forbrug forbruger forbrænding forbud fordel fordeling forebyggelse forening forhandling forhold
    forklaring forlig formand forordning forpligtelse forretning forsamling forsikring forskel forsker forskning
    forslag forsyning forsøg fortolkning fortætning forum forurening forvaltning forældelse forår fosfor fossil
    fradrag fragt fraktion fred fredning fremskriv fremskrivning fremtid fri frist fritagelse fritid frivillig frugt
    frø fugl fugt fuldmagt fundament funktion fyr fælled fælles fællesskab færdsel færge fører gade gammel gang garage
    garanti gartner gas gasning gavl gebyr genanvendelse genbrug genbrugs generation gennem gennemførelse gennemsnit
    genvinding geotermi giga glas glæde godkendelse gods grad grav gravning gris grund grundlag gruppe grus grænse
    græs grøn gulv gylle gæld gær gæring gødning gødskning gård hal halm hamp handel handling hastighed hav have havn
    havne hede hegn helbred helhed hensyn herre hest hjem hjemme hjerne hjælp holdning hospital hotel hoved hus
    husholdning hverdag hvid hybrid hydrogen hævd høj højde høring høst hånd idræt idé implementering indberetning
    indbygger inddragelse inddrivelse indflydelse indhold indikator indkomst indkøb indsamling indsats indtægt
    industri indvinding information infrastruktur ingeniør initiativ innovation inspektion instans institution
    interesse international investering is isolering iværksætter jagt job jord jura juridisk kabel kaffe kaj kamera
    kampagne kandidat kantine kapacitet kapital karton kasse kategori kedel kemi kilde kilo kilometer kirke klage
    klasse klima klit kloak klode knallert ko koalition kobber kode kold kollega kollektiv komité kommando kommission
    kommunal kommune kompensation komponent kompost kondens kondensat konference konflikt konkurrence konsekvens
    konsulent konto kontor kontrakt kontrol koordinator kort kost kraft kran krav kredit kreditor krise kriterie krone
    kroner krop kul kulde kulstof kultur kunde kunst kurs kursus kvalitet kvarter kvinde kvote kvæg kvælstof kyst
    kælder køb køber kød køkken køle køling køre køretøj kørsel lad lade ladning lag lager lagring lampe land landdag
    landskab last lav lavbund lavning ledelse leder lederskab ledning leje lejer lejlighed leve leverandør levering
    levetid ligestilling lille lim linje liste lithium liv lobby loft lokal lotteri lov lovgivning luft lugt lyd lys
    læge lægge lægger lægning læhegn længde lærer læring løb løbe løn løsning lån låne mad magt mand mandat mangel
    mark marked maskine masse medarbejder medlem medlemskab mega mejeri melding menneske menu mester metal metan
    metode metro middel miljø milliard million mineral minister ministerium mobilisering mobilitet model modregning
    modstand moms morgen mose motor muld mulighed mur mursten museum musik myndighed mælk mærke mærkning møbel møde
    mølle mål måler måling målsætning måltid måned nabo nat national natur navn nedbør nedrivning nedsivning net
    netværk neutral nitrat niveau nord notat nul ny nyhed nær næring nævn nøgle offentlig okse olie ombrug ombruk
    ombygning omfang omkostning område omstilling omsætning opfølgning opgave opgørelse oplag oplysning oplæg opmåling
    opsamling opvarmning ord orden ordfører ordning organisation overblik overdrev overenskomst overflade overgang
    overløb overskud overslag oversvømmelse overvågning pakke panel pant pap papir paragraf parcel park parkering
    parti partner partnerskab pause pendler pendling penge pension periode person personale perspektiv pesticid pille
    placering plade plads plan plante plast pleje pligt pløje politi politik portefølje post posten potentiale power
    praksis pres presse princip prioritering pris privat procent proces produkt produktion professor program projekt
    projektering promille prøve pulje pumpe punkt pyrolyse pædagog pære påbud påvirkning rabat ramme rapport
    rapportering redning redskab reduktion referat reform regel regering region register registrering reglement regn
    regning regnskab regulering rejse rejsning rende renovering rens rense rensning rente reserve ressource rest
    restaurant resultat ret retning revision risiko rolle rum rute rutine rygning rød rør råd rådgiver rådgivning
    råstof råvare sag sal salg samarbejde samfund samle samling samtale samtykke samvær sand sanktion sanse screening
    sejl sejlads sekretariat sekretær sektor selskab senior separering server service side sikkerhed sikring skaber
    skade skader skat skatte skema skinne skive skole skorsten skov skrald skur sky skyl skøn slagte slam sluk sluse
    slætte smitte smør sne snit social sol sommer sort sorter sortering spand spejder spil spild spise spor sport
    spredning spørg spørgsmål stad stadion stald standard stander stat statistik stats statslig status sted stemme
    sten sti stigning stik stof stor storm strand stranding strategi strategisk struktur strøm student studie stue
    styrelse styring styrke stød støj støtte støv stål substitut sump sund sundhed support svar svin syd syge sygehus
    symbiose syn system sæbe sæd sæson sæt sætning sø sårbarhed tag takst takster tal tank taxa tegn teknik teknisk
    teknologi tekst tekstil tema temperatur tempo tera terminal termisk terræn tid tilbud tilbygning tilladelse tillæg
    tilpasning tilsagn tilskud tilskuer tilslutning tilsyn tiltag time timer titel tjeneste tog toilet top torv trafik
    transformer transport trin tryghed træ trængsel tur turbine turist tvist type tælling tæt tøj tømmer tørke tørv
    tårn uafhængighed udbud udbygning uddannelse udfordring udgang udgave udgift udkast udledning udligning udløb
    udlån udmøntning udredning udrulning udsat udskiftning udskillelse udstilling udstykning udstyr udtagning udvalg
    udvidelse udvikling ugentlig uheld underskud undersøgelse undervisning undtagelse ung ungdom unge union
    universitet vade valg vand vande vanding vare varetagelse varme varsel varsling vask ved vederlag vedligehold
    vedligeholdelse vedtagelse vedtægt vedvarende vej vejleder vejledning vejr veksler velfærd ventilation vest viden
    vikar vilkår villa vind vindue vinter virkemiddel virkning virksomhed vision vogn vogter voksen volt vurdering væg
    vækst værdi værelse værft værk værktøj vært våd watt webinar weekend workshop ydelse zone æg ældre ændring ø
    økologi økologisk økonomi økonomisk øre ørken øst å ånd år års årsag
"""
# Forms that no stemmer brings together, each line with the one that stands for all first.
FORMS = """
    and ænder ænderne
    barn børn børne børnene børns
    bog bøger bøgerne
    bonde bønder bønderne
    fod fødder fødderne
    god godt
    grøn grønt
    hånd hænder hænderne
    høj højt
    lang langt længere længst
    lav lavt
    mand mænd mændene
    nat nætter nætterne
    ny nyt nye
    stor stort større størst største
    år året årene årets års
"""
PARTS = frozenset(WORDS.split())
IRREGULAR = {form: forms[0] for forms in map(str.split, FORMS.strip().splitlines()) for form in forms}
