"""Agreements ready to be chosen for a space, each in every language of the site."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Agreement:
    """What it is called, and its words by language."""

    label: str
    words: dict[str, str]


READY = {
    "chatham": Agreement(
        _("The Chatham House Rule: use what you learn, but not who said it"),
        {
            "en": "We talk here under the Chatham House Rule. You may use what you learn here, but you may not say "
            "who said it, where they work, or who else took part.",
            "cy": "Rydym yn siarad yma o dan Reol Tŷ Chatham. Cewch ddefnyddio’r hyn a ddysgwch yma, ond ni chewch "
            "ddweud pwy a’i dywedodd, ble maent yn gweithio, na phwy arall a gymerodd ran.",
            "gd": "Tha sinn a’ bruidhinn an seo fo Riaghailt Chatham House. Faodaidh tu na dh’ionnsaicheas tu an seo a "
            "chleachdadh, ach chan fhaod thu innse cò thuirt e, càit a bheil iad ag obair, no cò eile a ghabh pàirt.",
        },
    ),
    "here": Agreement(
        _("What is said here stays here"),
        {
            "en": "What is said here stays here. Ask the person before you repeat or use anything they wrote.",
            "cy": "Mae’r hyn a ddywedir yma yn aros yma. Gofynnwch i’r person cyn ailadrodd neu ddefnyddio unrhyw beth "
            "a ysgrifennodd.",
            "gd": "Fuirichidh na thèid a ràdh an seo an seo. Faighnich den neach mus ath-aithris no mus cleachd thu "
            "rud sam bith a sgrìobh iad.",
        },
    ),
    "open": Agreement(
        _("Learning in the open: use and share with a link"),
        {
            "en": "We learn in the open. You may use and share what is written here; say where it comes from, with a "
            "link. Do not write about other people what they would not want to be read.",
            "cy": "Rydym yn dysgu’n agored. Cewch ddefnyddio a rhannu’r hyn a ysgrifennir yma; dywedwch o ble y daw, "
            "gyda dolen. Peidiwch ag ysgrifennu am bobl eraill yr hyn na fyddent am iddo gael ei ddarllen.",
            "gd": "Bidh sinn ag ionnsachadh gu fosgailte. Faodaidh tu na thèid a sgrìobhadh an seo a chleachdadh agus "
            "a cho-roinn; can cò às a thàinig e, le ceangal. Na sgrìobh mu dhaoine eile rudan nach biodh iad ag iarraidh "
            "a leughadh.",
        },
    ),
}
