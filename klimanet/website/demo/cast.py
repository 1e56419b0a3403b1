"""Who plays in the demo and in the tests. All of them are invented; their addresses lead nowhere."""

from dataclasses import dataclass

from klimanet.members.models import Role

ASSOCIATION = "kl"
NETWORK = "klima"
OTHER_NETWORK = "tilpasning"


@dataclass(frozen=True)
class CastMember:
    """One person: where they sit, in which role, and in a few Danish words what they show."""

    key: str
    name: str
    organisation: str
    role: Role
    title: str
    position: str
    story: str
    phone: str = ""
    about: tuple[str, ...] = ()
    words: str = ""
    network: str = NETWORK
    also_in: str = ""
    suspended: bool = False
    listed: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@{self.organisation}.example"


CAST = [
    CastMember(
        key="karen",
        name="Karen Holm Vestergaard",
        organisation=ASSOCIATION,
        role=Role.SECRETARIAT,
        title="Chefkonsulent",
        position="staff",
        phone="70 10 20 01",
        story="leder netværkets sekretariat",
        about=("klimaledelse",),
        words="netværkets møder, medlemskab",
    ),
    CastMember(
        key="jonas",
        name="Jonas Brink",
        organisation=ASSOCIATION,
        role=Role.SECRETARIAT,
        title="Konsulent",
        position="staff",
        phone="70 10 20 02",
        story="ny i sekretariatet, mangler at udfylde sin profil",
        listed=False,
    ),
    CastMember(
        key="lise",
        name="Lise Amtoft",
        organisation=ASSOCIATION,
        role=Role.COLLEAGUE,
        title="Specialkonsulent, energi",
        position="staff",
        phone="70 10 20 03",
        story="kollega i foreningen, svarer om energi",
        about=("energi",),
        words="varmeplaner, vindmøller, biogas",
    ),
    CastMember(
        key="mette",
        name="Mette Søndergaard Lund",
        organisation="odense",
        role=Role.COORDINATOR,
        title="Klimachef",
        position="manager",
        phone="70 10 20 04",
        story="koordinator i Odense",
        about=("klimaledelse", "co2-regnskab"),
        words="klimabudget, politisk forankring",
    ),
    CastMember(
        key="anders",
        name="Anders Bjerre",
        organisation="odense",
        role=Role.MEMBER,
        title="Klimakoordinator",
        position="staff",
        phone="70 10 20 05",
        story="medlem i Odense",
        about=("affald", "cirkulaer-oekonomi"),
        words="genbrugspladser, byggeaffald",
    ),
    CastMember(
        key="aase",
        name="Åse Ørum Aagaard",
        organisation="aabenraa",
        role=Role.MEMBER,
        title="Klimakonsulent",
        position="staff",
        phone="70 10 20 06",
        story="medlem i Aabenraa, alene om klimaet",
        about=("energi", "borgerinddragelse"),
        words="solceller, lokalt medejerskab",
    ),
    CastMember(
        key="nadia",
        name="Nadia Rahmani",
        organisation="koebenhavn",
        role=Role.MEMBER,
        title="Sektionsleder, klima og byudvikling",
        position="manager",
        phone="70 10 20 07",
        story="medlem i København",
        about=("klimatilpasning", "klimaledelse"),
        words="skybrud, grønne indkøb",
    ),
    CastMember(
        key="peter",
        name="Peter Storm",
        organisation="samsoe",
        role=Role.MEMBER,
        title="Udviklingskonsulent",
        position="staff",
        phone="70 10 20 08",
        story="medlem på Samsø, med i to netværk",
        about=("klimatilpasning", "energi"),
        words="øer, færger, energifællesskaber",
        also_in=OTHER_NETWORK,
    ),
    CastMember(
        key="sofie",
        name="Sofie Dahl",
        organisation="groent-overblik",
        role=Role.OBSERVER,
        title="Analytiker",
        position="staff",
        phone="70 10 20 09",
        story="observatør fra en tænketank, læser med",
    ),
    CastMember(
        key="torben",
        name="Torben Krag",
        organisation="lolland",
        role=Role.MEMBER,
        title="Projektleder",
        position="staff",
        story="medlem på Lolland, pladsen er sat på pause",
        suspended=True,
    ),
    CastMember(
        key="line",
        name="Line Præst",
        organisation=ASSOCIATION,
        role=Role.SECRETARIAT,
        title="Konsulent, klimatilpasning",
        position="staff",
        phone="70 10 20 11",
        story="leder det andet netværk og ser ikke det første",
        network=OTHER_NETWORK,
    ),
]
BY_KEY = {member.key: member for member in CAST}
