"""Families of words that mean one thing in this field, whatever the language or spelling.

Whoever searches for one member of a family finds all. An entry has the
family's name (letters only) and its members between commas: words, and phrases
of several words. Write dictionary forms, and forms that the dictionary does
not know; other forms and Welsh mutations are found by themselves. Words are
compared folded, without hyphens and without what leans on them ('r, 's).

Kept narrow on purpose: a word that also means something else ("power" the
electricity, "bank") would bring noise. After a change run
``manage.py search_index --rebuild``.
"""

from .fold import fold

_LINES = """
coproduction: coproduction, coproduce, coproduced, coproducing, coproductive, coproducer, copro,
    cydgynhyrchu, cydgynhyrchiad, cydgynhyrchiol, cydgynhyrchwyd, coriochdachadh, cothoradh
codesign: codesign, codesigned, codesigning, codesigner, cydddylunio, cyddylunio, cydddyluniwyd,
    codhealbhadh
cocommissioning: cocommissioning, cocommission, cydgomisiynu
cocreation: cocreation, cocreate, cocreated, cocreating, cydgreu, codchruthachadh
codelivery: codelivery, codeliver, cydddarparu, cyddarparu
wellbeing: wellbeing, llesiant, lles, sunnd
timebank: timebank, timebanks, timebanking, bancamser, time bank, time banking, time credit, time credits,
    banc amser, bancio amser, credyd amser, credydau amser
participatorybudgeting: pb, participatory budgeting, participatory budget, cyllidebu cyfranogol,
    cyllideb gyfranogol, buidseatadh compàirteachail
participation: participation, participate, participatory, cyfranogi, cyfranogiad, cyfranogol,
    compàirteachadh, compàirteachas
involvement: involvement, involving people, involve people, cyfranogaeth, cynnwys pobl
engagement: engagement, engage, ymgysylltu, ymgysylltiad
consultation: consultation, consult, ymgynghori, ymgynghoriad, cochomhairle, cochomhairleachadh
livedexperience: lived experience, profiad bywyd, profiad byw, eòlas beatha
carer: carer, carers, caregiver, caregivers, gofalwr, gofalwyr, gofalydd, luchd cùraim, neach cùraim
care: care, gofal, cùram
socialcare: social care, gofal cymdeithasol, cùram sòisealta
health: health, iechyd, slàinte
publicservice: public service, public services, gwasanaeth cyhoeddus, gwasanaethau cyhoeddus,
    seirbheis phoblach, seirbheisean poblach
service: service, services, gwasanaeth, gwasanaethau, seirbheis, seirbheisean
evaluation: evaluation, evaluate, evaluating, gwerthuso, gwerthusiad, measadh
evidence: evidence, tystiolaeth, fianais
outcome: outcome, outcomes, canlyniad, canlyniadau, deilbhe
research: research, researcher, ymchwil, ymchwilydd, rannsachadh
actionresearch: action research, ymchwil weithredu
community: community, communities, cymuned, cymunedau, cymunedol, coimhearsnachd, coimhearsnachdan
empowerment: empowerment, empower, grymuso, cumhachdachadh
communityofpractice: cop, community of practice, communities of practice, cymuned ymarfer,
    cymunedau ymarfer
network: network, networks, rhwydwaith, rhwydweithiau, lìonra, lìonraidhean
housing: housing, tai, taigheadas
homelessness: homelessness, homeless, digartrefedd, digartref
youngpeople: youth, young people, young person, pobl ifanc, person ifanc, daoine òga
children: children, child, plant, plentyn, clann
olderpeople: older people, older person, older adults, pobl hŷn, person hŷn, seann daoine
disability: disability, disabled, anabledd, anabl, ciorram, ciorramach
mentalhealth: mental health, iechyd meddwl, slàinte inntinn
dementia: dementia, dementias, demensia
learningdisability: learning disability, learning disabilities, anabledd dysgu, anableddau dysgu
equality: equality, equalities, cydraddoldeb, coionannachd
inclusion: inclusion, inclusive, cynhwysiant, cynhwysol, ingabhail
humanrights: human rights, hawliau dynol, còraichean daonna
powersharing: sharing power, share power, power sharing, rhannu pŵer
facilitation: facilitation, facilitate, facilitator, facilitating, hwyluso, hwylusydd, goireasachadh
storytelling: storytelling, telling stories, adrodd straeon, adrodd stori
budget: budget, budgets, budgeting, cyllideb, cyllidebau, cyllidebu, buidseat
volunteer: volunteer, volunteers, volunteering, gwirfoddolwr, gwirfoddolwyr, gwirfoddoli, saorthoileach
thirdsector: third sector, voluntary sector, trydydd sector, sector gwirfoddol
localgovernment: local government, local authority, local authorities, llywodraeth leol, awdurdod lleol,
    awdurdodau lleol, riaghaltas ionadail
council: council, councils, cyngor, cynghorau, comhairle
government: government, llywodraeth, riaghaltas
assembly: citizens assembly, citizens assemblies, cynulliad dinasyddion, cynulliadau dinasyddion
jury: citizens jury, citizens juries, rheithgor dinasyddion, rheithgorau dinasyddion
citizen: citizen, citizens, dinesydd, dinasyddion, saoranach
futuregenerations: future generations, cenedlaethau dyfodol
sustainability: sustainability, sustainable, cynaliadwyedd, cynaliadwy, seasmhachd
climate: climate, hinsawdd
rural: rural, gwledig, dùthchail
island: island, islands, ynys, ynysoedd, ynysig, eilean, eileanan
assetbased: assetbased, asset based, strengthbased, strength based, strengths based,
    seiliedig ar asedau, seiliedig ar gryfderau
asset: asset, assets, ased, asedau
toolkit: toolkit, toolkits, tool kit, pecyn cymorth, pecynnau cymorth
guide: guide, guides, guidance, canllaw, canllawiau, arweiniad, iùl
training: training, hyfforddiant, hyfforddi, trèanadh
peer: peer, peers, cymheiriad, cymheiriaid
reflection: reflection, reflective, myfyrio, myfyriol
payment: payment, pay, paying, taliad, talu, pàigheadh
recognition: recognition, recognise, cydnabod, cydnabyddiaeth
tokenism: tokenism, tokenistic, token use, token involvement, token consultation, token participation,
    token representation, token gesture, tocynistiaeth, tocynistaidd, tocenistiaeth, tocenistaidd,
    symboleiddiaeth, tòcanachas
trust: trust, ymddiriedaeth, ymddiried, earbsa
easyread: easy read, hawdd ei ddeall, hawdd ei ddarllen, furasta a leughadh
gathering: gathering, gatherings, event, events, digwyddiad, digwyddiadau, tachartas, tachartasan
library: library, llyfrgell, leabharlann
wales: wales, cymru, cuimrigh
scotland: scotland, alban
anglesey: anglesey, ynys mon, isle of anglesey
cardiff: cardiff, caerdydd
swansea: swansea, abertawe
newport: newport, casnewydd
holyhead: holyhead, caergybi
"""


def plain(word: str) -> str:
    """A member of a family as terms are compared: folded, joined."""
    return "".join(letter for letter in fold(word) if letter.isalnum())


def _read(lines: str) -> tuple[dict[str, tuple[str, ...]], dict[str, list[tuple[tuple[str, ...], str]]]]:
    """Word → families, and first word → (all words, family) of phrases."""
    words: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in lines.strip().replace("\n    ", " ").splitlines():
        name, _colon, members = line.partition(":")
        family = f"zz{name}"
        for member in members.split(","):
            spelt = tuple(plain(word) for word in member.split())
            if len(spelt) > 1:
                phrases.setdefault(spelt[0], []).append((spelt, family))
            else:
                words.setdefault(spelt[0], []).append(family)
    for known in phrases.values():
        known.sort(key=lambda entry: -len(entry[0]))  # the longest phrase first
    return {word: tuple(dict.fromkeys(names)) for word, names in words.items()}, phrases


# Word → names of its families; first word of a phrase → [(words, family)], the longest first.
FAMILIES_OF, PHRASES_FROM = _read(_LINES)
