"""Countries, their people and their capitals: "Russian" speaks of Russia, and so may "Moscow" and "the Kremlin"."""

from __future__ import annotations

# country | what else names it or its people; a rule would make Austria of Australia.
_PEOPLE = """
united states|us|usa|america|american|americans
united kingdom|uk|britain|british|briton|britons|great britain
european union|eu|european bloc
united nations|un
north korea|north korean|north koreans|dprk|democratic people's republic of korea
south korea|south korean|south koreans|republic of korea|rok
russia|russian|russians|russian federation
soviet union|soviet|soviets|ussr
china|chinese|people's republic of china|prc
japan|japanese
ukraine|ukrainian|ukrainians
germany|german|germans
france|french|frenchman|frenchmen
italy|italian|italians
spain|spanish|spaniard|spaniards
portugal|portuguese
netherlands|dutch|holland
belgium|belgian|belgians
switzerland|swiss
austria|austrian|austrians
australia|australian|australians
new zealand|new zealander|new zealanders
canada|canadian|canadians
mexico|mexican|mexicans
brazil|brazilian|brazilians
argentina|argentine|argentinian|argentines
chile|chilean|chileans
colombia|colombian|colombians
venezuela|venezuelan|venezuelans
peru|peruvian|peruvians
cuba|cuban|cubans
haiti|haitian|haitians
india|indian|indians
pakistan|pakistani|pakistanis
bangladesh|bangladeshi|bangladeshis
sri lanka|sri lankan|sri lankans
nepal|nepalese|nepali
afghanistan|afghan|afghans
iran|iranian|iranians
iraq|iraqi|iraqis
israel|israeli|israelis
palestine|palestinian|palestinians
lebanon|lebanese
syria|syrian|syrians
jordan|jordanian|jordanians
saudi arabia|saudi|saudis|saudi arabian
yemen|yemeni|yemenis
united arab emirates|uae|emirati|emiratis
qatar|qatari|qataris
kuwait|kuwaiti|kuwaitis
turkey|turkish|turk|turks|turkiye
egypt|egyptian|egyptians
libya|libyan|libyans
tunisia|tunisian|tunisians
algeria|algerian|algerians
morocco|moroccan|moroccans
sudan|sudanese
south sudan|south sudanese
ethiopia|ethiopian|ethiopians
somalia|somali|somalis
kenya|kenyan|kenyans
uganda|ugandan|ugandans
tanzania|tanzanian|tanzanians
rwanda|rwandan|rwandans
nigeria|nigerian|nigerians
niger|nigerien|nigeriens
ghana|ghanaian|ghanaians
south africa|south african|south africans
zimbabwe|zimbabwean|zimbabweans
myanmar|burma|burmese
thailand|thai|thais
vietnam|vietnamese
laos|laotian|laotians
cambodia|cambodian|cambodians
malaysia|malaysian|malaysians
singapore|singaporean|singaporeans
indonesia|indonesian|indonesians
philippines|philippine|filipino|filipinos
taiwan|taiwanese
mongolia|mongolian|mongolians
kazakhstan|kazakh|kazakhs
uzbekistan|uzbek|uzbeks
georgia|georgian|georgians
armenia|armenian|armenians
azerbaijan|azerbaijani|azerbaijanis|azeri
belarus|belarusian|belarusians
poland|polish|pole|poles
czech republic|czech|czechs|czechia
slovakia|slovak|slovaks|slovakian
slovenia|slovenian|slovenians
hungary|hungarian|hungarians
romania|romanian|romanians
bulgaria|bulgarian|bulgarians
greece|greek|greeks
serbia|serbian|serbians|serb|serbs
croatia|croatian|croatians|croat
bosnia|bosnian|bosnians
albania|albanian|albanians
kosovo|kosovar|kosovars
moldova|moldovan|moldovans
finland|finnish|finn|finns
sweden|swedish|swede|swedes
norway|norwegian|norwegians
denmark|danish|dane|danes
iceland|icelandic|icelander|icelanders
ireland|irish|irishman
scotland|scottish|scot|scots
wales|welsh
england|english|englishman
estonia|estonian|estonians
latvia|latvian|latvians
lithuania|lithuanian|lithuanians
europe|european|europeans
asia|asian|asians
africa|african|africans
vatican|vatican city|holy see
palestinian authority|pa
latin america|latin american|latin americans
south america|south american|south americans
north america|north american|north americans
central america|central american|central americans
paris|parisian|parisians
london|londoner|londoners
new york|new yorker|new yorkers
california|californian|californians
texas|texan|texans
christianity|christian|christians
islam|islamic|muslim|muslims
"""
# What stands for a country's government in the news; the country does not stand for the city.
_SEATS = (
    "moscow russia|kremlin russia|washington united states|white house united states|pyongyang north korea|"
    "seoul south korea|beijing china|kyiv ukraine|kiev ukraine|london united kingdom|downing street united kingdom|"
    "paris france|berlin germany|tehran iran|tokyo japan|jerusalem israel|tel aviv israel|new delhi india|delhi india|"
    "islamabad pakistan|kabul afghanistan|ankara turkey|riyadh saudi arabia|brussels european union|rome italy|"
    "madrid spain|warsaw poland|minsk belarus|baghdad iraq|damascus syria|cairo egypt|canberra australia|"
    "ottawa canada|taipei taiwan|hanoi vietnam|pentagon united states"
)
NAMED: dict[tuple[str, ...], str] = {
    tuple(form.split()): row.split("|")[0] for row in _PEOPLE.strip().splitlines() for form in row.split("|")
}
COUNTRIES = frozenset(NAMED.values())
_COUNTRY_WORDS = sorted(COUNTRIES, key=len, reverse=True)
IMPLIED: dict[str, str] = {}
for _row in _SEATS.split("|"):
    _country = next(country for country in _COUNTRY_WORDS if _row.endswith(" " + country))
    IMPLIED[_row.removesuffix(" " + _country)] = _country
for _city in [city for city in IMPLIED if " " in city]:
    NAMED[tuple(_city.split())] = _city
LONGEST_NAME = max(map(len, NAMED))


def two_places(one: str, other: str) -> bool:
    """Whether these lower-case words name different places: Austria and Australia, not Russia and Russian."""
    return (one,) in NAMED and (other,) in NAMED and NAMED[one,] != NAMED[other,]
