"""What an installation says about itself until somebody writes it: Markdown, per language."""

from __future__ import annotations

from collections.abc import Mapping

from schemes.enums.installation import InstallationPage

_ACCESSIBILITY_EN = """\
We want everybody who takes part in a scheme to be able to work with these pages, whatever they read,
hear, see or operate them with.

## How far we are

The pages are built and tested against the Web Content Accessibility Guidelines (WCAG) 2.2, level AA:
they work with a keyboard alone, at 360 pixels' width and with text enlarged to 200 percent; every form
says what is wrong beside the field, every picture and chart has an equal text or table.

PDF documents made here carry a structure, a language and alternative texts. They are checked by
programs and not certified.

## Tell us what does not work

Write to the address on the contact page, and say which page you were on and what you tried. We answer
within two weeks.

If you are not satisfied with the answer, you can turn to the body that supervises the accessibility of
public bodies' websites in your country.
"""
_ACCESSIBILITY_LV = """\
Mēs vēlamies, lai ar šīm lapām varētu strādāt ikviens, kas piedalās mentorēšanas shēmā, neatkarīgi no tā,
kā viņš lasa, dzird, redz vai lieto ierīci.

## Ko esam paveikuši

Lapas ir veidotas un pārbaudītas pēc Tīmekļa satura pieejamības vadlīnijām (WCAG) 2.2, AA līmenī: tās var
lietot tikai ar tastatūru, 360 pikseļu platumā un ar tekstu, kas palielināts līdz 200 procentiem; katra
veidlapa kļūdu nosauc pie attiecīgā lauka, katram attēlam un diagrammai ir līdzvērtīgs teksts vai tabula.

Šeit sagatavotajiem PDF dokumentiem ir struktūra, norādīta valoda un alternatīvie teksti. Tos pārbauda ar
programmām, bet tie nav sertificēti.

## Pastāstiet, kas nedarbojas

Rakstiet uz saziņas lapā norādīto adresi un pasakiet, kurā lapā bijāt un ko mēģinājāt darīt. Mēs atbildam
divu nedēļu laikā.

Ja atbilde jūs neapmierina, varat vērsties iestādē, kas jūsu valstī uzrauga publisko iestāžu tīmekļvietņu
pieejamību.
"""
_PRIVACY_EN = """\
## What is stored about you

Your name, your e-mail address, the language and the time zone that you chose, the roles that you hold,
and what you write. For each change the system notes who made it and when.

## Who can read it

What you write is read by those whom the page names beside it: your own side, the team of the scheme, or
everybody in the programme once it is released. Nothing is open to people without an account. Whoever runs
the server can in the end read what it stores.

## How long it is kept

As long as the scheme runs and its results are used. Documents that you ask for are erased after 30 days
unless you share them. When a role ends, the work stays with the role, and you lose access.

## Your rights

You can ask for a copy of what is stored about you, have it corrected, and have it erased. Write to the
address on the contact page. You can also turn to the data protection authority of your country.

## Cookies

One cookie keeps you signed in, one protects forms, and one remembers the language that you chose. No page
calls another company's servers.
"""
_PRIVACY_LV = """\
## Kas par jums tiek glabāts

Jūsu vārds, e-pasta adrese, izvēlētā valoda un laika josla, jūsu lomas un tas, ko jūs rakstāt. Par katru
izmaiņu sistēma atzīmē, kas un kad to veica.

## Kas to var lasīt

Jūsu rakstīto lasa tie, kuri lapā nosaukti līdzās tekstam: jūsu pašu puse, shēmas komanda vai pēc
publiskošanas visi programmas dalībnieki. Cilvēkiem bez konta nekas nav pieejams. Tas, kurš uztur serveri,
galu galā var izlasīt tajā glabāto.

## Cik ilgi tas tiek glabāts

Kamēr notiek shēma un tiek izmantoti tās rezultāti. Jūsu pieprasītos dokumentus dzēš pēc 30 dienām, ja vien
tos nekopīgojat. Kad loma beidzas, darbs paliek pie lomas, bet jūs zaudējat piekļuvi.

## Jūsu tiesības

Jūs varat lūgt par sevi glabāto datu kopiju, to labošanu un dzēšanu. Rakstiet uz saziņas lapā norādīto
adresi. Varat vērsties arī savas valsts datu aizsardzības iestādē.

## Sīkdatnes

Viena sīkdatne uztur jūsu pieslēgumu, viena aizsargā veidlapas, un viena atceras izvēlēto valodu. Neviena
lapa neizsauc citu uzņēmumu serverus.
"""
_CONTACT_EN = """\
Questions about a scheme go to its coordinator first: you find the name on the scheme's page of people.

Questions about your account, about these pages or about your data go to those who run this installation.
They have not written their address here yet; ask your coordinator for it.
"""
_CONTACT_LV = """\
Ar jautājumiem par shēmu vispirms vērsieties pie tās koordinatora: viņa vārds ir shēmas cilvēku lapā.

Ar jautājumiem par kontu, šīm lapām vai jūsu datiem vērsieties pie šīs vietnes uzturētājiem. Viņi savu adresi
te vēl nav ierakstījuši; jautājiet to savam koordinatoram.
"""

DEFAULT_TEXTS: Mapping[InstallationPage, Mapping[str, str]] = {
    InstallationPage.ACCESSIBILITY: {"en": _ACCESSIBILITY_EN, "lv": _ACCESSIBILITY_LV},
    InstallationPage.PRIVACY: {"en": _PRIVACY_EN, "lv": _PRIVACY_LV},
    InstallationPage.CONTACT: {"en": _CONTACT_EN, "lv": _CONTACT_LV},
}
