"""A pasted message of a swindler is recognised; a worker's own question never is."""

from pathlib import Path

import pytest
import yaml

from bot.understanding.scam import looks_like_scam

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "text",
    [
        "uw leerbudget vervalt vandaag, klik hier",
        "UW LEERBUDGET VERVALT VANDAAG. KLIK HIER: http://leer-budget.top/a",
        "Uw persoonlijk budget verloopt binnen 24 uur. Log in op www.leerrekening-nl.com.",
        "Geachte heer,\n\nUw leerrekening is geblokkeerd.\nBevestig uw gegevens via de link.",
        "Beste deelnemer, voor uitbetaling hebben wij uw BSN en IBAN nodig. Antwoord per direct.",
        "U heeft nog 3 uur om uw tegoed te activeren https://bit.ly/3x",
        "Betaal 1,95 om te voorkomen dat uw scholingsbudget komt te vervallen",
        "Dringend! Verstrek uw wachtwoord, anders vervalt uw leersaldo.",
        "dit kreeg ik: 'uw rekening wordt morgen stopgezet, verifieer nu uw identiteit met iDIN'",
    ],
)
def test_pasted_messages(text):
    assert looks_like_scam(text)


@pytest.mark.parametrize(
    "text",
    [
        "wanneer vervalt mijn geld?",
        "Vervalt mijn leerbudget vandaag?",
        "kunt u mijn saldo laten zien, ik moet vandaag betalen",
        "ik heb uw coach gesproken, hoe log ik in?",
        "mijn wachtwoord werkt niet, waar moet ik klikken",
        "Moet ik mijn BSN geven als ik een cursus betaal?",
        "kijk op https://www.werkcentrum.nl/ of dat iets voor mij is",
    ],
)
def test_own_questions(text):
    assert not looks_like_scam(text)


def test_no_sentence_of_another_topic_is_taken_for_a_scam():
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if item.get("intent") != "melding_oplichting":
                for line in item.get("examples", "").splitlines():
                    assert not looks_like_scam(line), line
