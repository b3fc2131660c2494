import type { Lexicon } from "./families.ts";

export const GERMAN: Lexicon = {
  "price-cut": `halber preis | zum halben preis | halben preis | halbem preis | preissturz | preissenkung*
    | preis gesenkt | preise gesenkt | gesenkte preise | reduziert* | stark reduziert | herabgesetzt*
    | *schn\u00e4ppchen* | *preisknaller | knallerpreis* | tiefpreis* | tiefstpreis* | niedrigpreis*
    | bestpreis* | sonderpreis* | aktionspreis* | einf\u00fchrungspreis* | vorzugspreis*
    | kennenlernpreis* | hammerpreis* | super preis | g\u00fcnstiger | g\u00fcnstig wie nie
    | besonders g\u00fcnstig | deutlich g\u00fcnstiger | billiger | spare | sparen | spar dir | sparpreis*
    | zahlst du weniger | zahlen sie weniger | weniger zahlen | weniger f\u00fcr | kostet jetzt
    | jetzt nur noch | nur noch heute f\u00fcr | zu diesem preis | ein drittel weniger | euro weniger
    | preisvorteil* | sonderzins* | nochmal runter | runtergesetzt | spott billig | spottbillig
    | sparvorteil* | ersparnis | unter 10 euro | einkaufspreis* | selbstkostenpreis | winzerpreis*
    | fabrikpreis* | vollen preis | zum preis der | zum preis von | kostet das doppelte | weniger auf
    | null gebühren | ganz ohne code | zahlst du nie | happy hour | nur halb | halben listenpreis
    | zum halben`,
  discount: `*rabatt | *rabatte | *rabattcode* | rabattaktion* | *nachlass | prozente | skonto auf
    | preisnachlass*`,
  sale: `*schlussverkauf | wsv | ssv | ausverkauf | *r\u00e4umungsverkauf* | abverkauf | sonderverkauf
    | lagerverkauf | alles muss raus | black friday | black week | cyber monday | cyber week
    | sale startet | im sale | sale bis | sale auf | der sale | sale sale | flash sale | vorverkauf
    | restposten | outlet | rabattwoche* | rabatttage* | rabatt-tage | aktionswoche* | gro\u00dfer verkauf`,
  offer: `angebot | angebote | im angebot | sonderangebot* | *angebote | sonderaktion* | rabattaktion* | deal
    | deals | *-deals | top-angebot* | nur im angebot | promoaktion* | angebot des tages | tagesangebot*
    | wochenangebot* | exklusives angebot`,
  coupon: `*gutschein* | gutscheincode* | rabattcode* | mit dem code | mit code | mit code: | code eingeben
    | code einl\u00f6sen | einl\u00f6sen | l\u00f6se | aktionscode* | nutze den code | coupon*
    | wertgutschein*`,
  freebie: `gratis | gratis* | kostenlos | kostenlose | kostenloser | kostenloses | kostenfrei | umsonst
    | geschenkt | geschenk | geschenke | schenken wir | schenken dir | schenken ihnen | gratisversand
    | versandkostenfrei | ohne versandkosten | aufs haus | geht auf uns | gehen auf uns | obendrauf
    | gibt's dazu | gibt es dazu | dazu geschenkt | monat gratis | monate gratis | gratismonat
    | probemonat | kostenlos testen | gratis testen | zugabe | als dankesch\u00f6n | f\u00fcr lau
    | gratisprobe* | auf kosten des hauses | umsonst ein | tankfüllung | kostenlos dazu | geschenkt dazu
    | geschenk dazu | kleines geschenk | gratis dazu | geht dann auf uns | gehen dann auf uns
    | geht auf unsere | spendieren wir | entfällt die aufnahmegebühr | keine aufnahmegebühr
    | ohne aufnahmegebühr`,
  "multi-buy": `zum preis von einem | zum preis von einer | zwei zum preis | 2 zum preis | drei zum preis
    | 3 f\u00fcr 2 | zwei f\u00fcr eins | nimm zwei | nimm 2 | nimm 3 | zahl eins | zahl 2 | zweite paar
    | das zweite | das zweite teil | eins gratis | beim kauf von zwei`,
  "call-to-buy": `jetzt kaufen | jetzt bestellen | jetzt shoppen | jetzt zuschlagen | jetzt sichern | jetzt buchen
    | jetzt ansehen | jetzt entdecken | jetzt einkaufen | jetzt abschlie\u00dfen | jetzt wechseln
    | jetzt anfordern | jetzt einzahlen | jetzt upgraden | jetzt testen | jetzt holen | jetzt st\u00f6bern
    | gleich bestellen | gleich sichern | gleich abschlie\u00dfen | gleich buchen | sichere dir
    | sichern sie sich | sichern! | tisch sichern | tisch reservieren | hol dir | holen sie sich
    | hol sie dir | hol ihn dir | hol es dir | greif zu | greifen sie zu | zugreifen | schlag zu
    | schau mal rein | schau vorbei | schau rein | schauen sie vorbei | komm vorbei | kommen sie vorbei
    | komm in den | besuch uns | besuchen sie uns | st\u00f6bere* | st\u00f6bern | entdecken sie
    | bestell dir | bestell ihn | bestell sie | bestell es | bestelle jetzt | bestellen sie jetzt
    | bestellen sie noch heute | g\u00f6nn dir | g\u00f6nnen sie sich | leg doch | leg noch | dazubuchen
    | zum shop | zum angebot | im shop | findest du hier | hier entlang | angebot anfordern
    | in den warenkorb | bis 31. mai buchen | teste jetzt | mehr erfahren | f\u00fcr dich nur
    | sag einfach ja | vorbestell* | probe fahren | probefahrt | vereinbaren sie eine besichtigung
    | wechsel den | ein wort genügt | bestell ein | nimm doch | starte die | teste die | jetzt anmelden
    | melde dich an | lade die app | entdecke die | entdecke unsere | entdecken sie unsere
    | fragen sie uns nach einem | soll ich eine vorführung | wenn du vorbestellst | zu sehen im shop
    | jederzeit kündbar | in zahlung | antworte spät | probier unser* | probieren sie unser*
    | lade jetzt auf | jetzt aufladen | laden sie jetzt auf | besuche uns | komm rein | such dir
    | suchen sie sich | wähle dein | wählen sie ihr | sichere deinen | entdecke | zugreifen!
    | hier bestellen | jetzt mitmachen | mach mit | gleich mitmachen | im laden und online | bestelle dein`,
  urgency: `nur heute | nur noch heute | nur bis | nur bis mitternacht | nur diese woche | nur dieses wochenende
    | letzte chance | letzte tage | letzte st\u00fccke | letzte gelegenheit | solange der vorrat
    | solange vorrat | vorrat reicht | nicht verpassen | verpasse nicht | verpassen sie nicht | beeil dich
    | beeilen sie sich | schnell sein | schnell zugreifen | bevor alles weg | bevor es weg
    | bevor er vergriffen | bevor sie weg | weg ist weg | nur noch wenige | nur noch drei
    | wenige pl\u00e4tze | limitiert* | limitierte | begrenzte st\u00fcckzahl | endet heute
    | endet um mitternacht | bis mitternacht | verfallen heute | verf\u00e4llt heute | l\u00e4uft heute ab
    | jetzt oder nie | bis heute nacht | nur f\u00fcr kurze zeit | die ersten 100 | bis monatsende
    | restpl\u00e4tze`,
  "cross-sell": `kunden kauften auch | kauften auch | kaufen auch | auch gekauft | auch gefallen
    | gef\u00e4llt dir auch | auch interessieren | k\u00f6nnte dir gefallen | k\u00f6nnte ihnen gefallen
    | passt perfekt | passt wunderbar | passt super | passt hervorragend | passt ideal | passend dazu
    | passend zu | passende | passenden | passendes | super passen | dazu passt | perfekt zu
    | perfekte erg\u00e4nzung | ideale erg\u00e4nzung | erg\u00e4nzen sie | erg\u00e4nze deine
    | komplettiere | nimmt gern | nehmen gern | von zehn kunden | empfehlen dir | empfehlen ihnen
    | empfehlung f\u00fcr dich | f\u00fcr dich ausgew\u00e4hlt | f\u00fcr sie ausgew\u00e4hlt
    | bestseller* | meistverkauft* | verkaufsschlager | unser liebling | lieblinge | zubeh\u00f6r f\u00fcr
    | im set | \u00fcbrigens | nebenbei | zum zeitvertreib | w\u00e4hrend du wartest
    | \u00e4hnliche modelle | \u00e4hnliche produkte | \u00e4hnliche artikel | premiumlinie
    | verdient schutz | bald alle | geht dir der | nachschub gef\u00e4llig | reserviert f\u00fcr dich
    | f\u00fcr dich reserviert | zur\u00fcckgelegt | dazu legen | nehmen unsere | dazu, drei
    | sommelier rät | hunger? | fast alle lassen | schwören auf | junge eltern | das neue modell
    | unser schlafpaket | die meisten läufer | die meisten kunden | warme semmeln | blätter doch
    | wie warme`,
  upsell: `upgrade auf | upgraden | upgrade f\u00fcr | wechsle zu | wechsle jetzt | wechseln sie noch
    | steig um | steigen sie um | ohne limit | unbegrenzt* | unlimitiert | mit premium | mit pro
    | premium sichern | vip-* | mehr speicher | mehr platz | aufpreis | f\u00fcr nur wenig mehr
    | f\u00fcr wenig mehr | suite mit | meerblick | seeblick | lust auf mehr | fast lane | priority
    | dazu, nur | extra dazu | garantieverl\u00e4ngerung | garantie verl\u00e4ngern | wartungsvertrag
    | versichern sie | versichere dein | absichern | sichere die ganze | j\u00e4hrliche zahlung
    | jahresabo | jahrestarif | im abo | monatsabo | im monatsabo | schalte frei | mehr rausholen
    | n\u00e4chste stufe | st\u00f6\u00dft an | gr\u00f6\u00dferen tarif | express gibt's
    | lieber morgen als | koffer für | nachfüllplan | weinbegleitung | erste rate | dünne gläser
    | vollversion | zusatzgepäck | getränke inklusive | die lounge | tierversicherung | jeden monat einen
    | neues tagesgeld | dauerkarten | bleiben kostet`,
  referral: `freunde werben | freund werben | werbe freunde | werben sie freunde | lade freunde ein
    | lade deine freunde | laden sie freunde | bring freunde | bring deine freunde | bring einen freund
    | teile deinen link | teile jetzt | empfiehl uns | empfehlen sie uns | empfehlungslink
    | f\u00fcr jeden freund | freundschaftswerbung | komm mit einer | komm mit einem | zu zweit
    | bring jemanden | bring deinen partner | mit begleitung | kommen sie mit einer begleitung`,
  reward: `gewinnspiel* | verlosung* | verlosen | gewinne | gewinnen sie | zu gewinnen | gewinnen
    | preisausschreiben | bonuspunkte | bonus | *bonus | doppelte punkte | punkte sammeln | pr\u00e4mie*
    | cashback | geld zur\u00fcck | belohnung* | f\u00fcnf sterne | 5 sterne | bewerte uns
    | bewerten sie uns | f\u00fcr deine bewertung | willkommensbonus | startguthaben | liken | markieren
    | als dankesch\u00f6n | dankesch\u00f6n | kassieren | gl\u00fccksrad | punkte verfallen | eintauschen
    | zählt dreifach | zählt doppelt | dreifach | münzen | bewerte unsere | doppelte menge | das doppelte
    | doppelt so viel | die doppelte | verdopple | verdoppeln sie`,
  novelty: `neue kollektion | neuen kollektion | *kollektion | neu eingetroffen | neu im sortiment | neu im shop
    | neu bei uns | frisch eingetroffen | gerade eingetroffen | neuheiten | unsere neuen | unsere neue
    | unser neuer | unser neues | wieder da | wieder verf\u00fcgbar | wieder lieferbar | ist zur\u00fcck
    | sind zur\u00fcck | herausgebracht | neu auf der karte | neues men\u00fc | degustationsmen\u00fc
    | neue speisekarte | jetzt neu | ab sofort erh\u00e4ltlich | jetzt erh\u00e4ltlich | sei der erste
    | sei die erste | sei eine der ersten | als erste | vorabzugang | exklusiver vorab | sind online
    | ist online | eröffnung | wir eröffnen | neue filiale | letzter bauabschnitt | schulanfang`,
  "abandoned-cart": `dein warenkorb | ihr warenkorb | im warenkorb | in den korb | warenkorb wartet | warenkorb vermisst
    | schlie\u00df den kauf | kauf abschlie\u00dfen | kauf ab | bestellung abschlie\u00dfen
    | etwas vergessen | hast du vergessen | auf deiner merkliste | auf ihrer merkliste | merkliste
    | wunschliste | angesehen hast | noch interesse`,
  membership: `werde mitglied | werden sie mitglied | mitglied werden | clubmitglied* | werde clubmitglied
    | jetzt mitglied | f\u00fcr mitglieder | tritt bei | melde dich an und | exklusiv*
    | exklusive vorteile | vorteilsclub | vorteilscard | vorteile | newsletter-* | newsletter abonnieren
    | abonniere | abonnieren sie | vip-club | nur f\u00fcr mitglieder | nur f\u00fcr stammkunden
    | treueprogramm`,
  "credit-offer": `sofortkredit | vorab genehmigt | sonderzins | ohne zinsen | null prozent | 0 % finanzierung
    | 0%-finanzierung | ratenzahlung ohne | jetzt investieren | jetzt einzahlen | sofort geld`,
  "win-back": `wir vermissen | du fehlst uns | sie fehlen uns | lange nicht gesehen | lange nichts geh\u00f6rt
    | komm zur\u00fcck | kommen sie zur\u00fcck | willkommen zur\u00fcck | reaktiviere | reaktivieren sie
    | liegen f\u00fcr dich bereit`,
  temptation: `schon gewusst | wussten sie | wusstest du | lust auf | keine lust auf | zu teuer
    | wie w\u00e4r's mit | wie w\u00e4re es mit | warum nicht | wer liebt | gute nachricht
    | tolle neuigkeit | psst | pssst | kleiner tipp | du f\u00e4hrst oft | fahren sie oft
    | schl\u00e4fst du gut | zufrieden mit | liebst du | verw\u00f6hn* | \u00fcberrasch* | freude machen
    | so lange warten | etwas neuem | soll ich den link | frag am empfang | frag nach
    | fragen sie uns nach | fragen sie nach | geschenkidee* | antworte ja | perfektes geschenk
    | deine liebsten | \u00fcbrigens: | lieber ruhig | mach einen abend | ausschlafen? | schenk ihr
    | schenk ihm | fit für den | bereit für | träumst du | träumen sie | worauf wartest | worauf warten
    | stell dir vor | verlieb dich`,
  settled: `wurde eingel\u00f6st | eingel\u00f6st, | eingel\u00f6st wurde | wurde angerechnet | wurde abgezogen
    | abgezogen wurden | abgezogen | bereits ber\u00fccksichtigt | bereits abgezogen | bereits enthalten
    | bereits angewendet | gutgeschrieben | gespart | wurde verrechnet | belastet werden | bezahlt:
    | ist freigegeben | haben wir ihnen gutgeschrieben | sie haben gespart | gebucht: | reserviert,
    | sind reserviert | doppelt berechnet | zurückgebucht | wurde gebucht | voll berechnet
    | haben sie gespart | berichtigt | fehlte | hat abgezogen | gezahlt | abgebucht | hast bezahlt
    | mit karte bezahlt | abbuchung | punkte eingesetzt | eingesetzt | auf diesem bon
    | auf dieser rechnung | berechnet wurde | schon bezahlt | bereits bezahlt | gewählten
    | ihr mitgliedspreis | in bar | bar. | zusammen`,
  ended: `ist abgelaufen | abgelaufen | ist ausgelaufen | ausgelaufen | war abgelaufen | ist beendet | endete
    | galt bis | nur bis sonntag galt | bis sonntag galt | galt zw\u00f6lf | gratismonat ist gestern
    | probezeit | testphase | nicht mehr g\u00fcltig | kostenlose testphase | aktionsguthaben`,
  refund: `erstatt* | r\u00fcckerstatt* | erstatten | zur\u00fcck\u00fcberwiesen | die differenz
    | per paypal zur\u00fcck | retoure* | r\u00fcckzahlung`,
  warning: `vorsicht | nicht von uns | in unserem namen | betrug* | betr\u00fcger* | phishing | gef\u00e4lschte*
    | falsche nachrichten | waren sie das nicht | warst du das nicht | niemals nach | fragen nie nach
    | nicht antippen | nicht anklicken | sperren wir | ist gesperrt | wurde gesperrt | angefragt
    | verd\u00e4chtig* | angehalten | im umlauf | das ist betrug | waren sie es | anmeldung von
    | jemand wollte | jemand hat versucht | fremden gerät | unbekannten gerät | unterbunden`,
  "no-charge": `f\u00fcr dich kostenlos | f\u00fcr sie kostenlos | ein aufpreis f\u00e4llt nicht | kein aufpreis
    | ohne aufpreis | ohne mehrkosten | keine mehrkosten | ohne zusatzkosten | keine kosten
    | kostenloses ersatz* | kostenloser ersatz* | ersatz kostenlos | auf garantie | gratis zu ihnen
    | gratis zu dir | kostenloser h\u00f6rtest | kostenlose beratung | kostenlose erstberatung
    | kostenlos stornier* | nichts zu zahlen | brauchen sie nicht | brauchst du nicht | unentgeltlich
    | nicht berechnet | im rahmen der garantie | tarif brauchen sie nicht | tarif brauchst du nicht
    | paket brauchen sie nicht | größeren tarif brauchen | größere paket brauchen | kein größeres`,
  origin: `bestellung aus dem | bestellung aus der | bestellung aus unserem | einkauf aus dem
    | im schlussverkauf bestellt | gekauft im | in der rabattwoche kamen | wegen der rabatt* | bestellt im
    | aus dem sale`,
  named: `vortrag | seminar* | workshop | webinar | lesung | brettspiel | buch | roman | kurs
    | eintrittskarte f\u00fcr | ticket f\u00fcr | karten f\u00fcr | volkshochschule | messe | film`,
  agreed: `wie vereinbart | wie gew\u00fcnscht | wie besprochen | auf ihren wunsch | auf deinen wunsch
    | wie bei der anmeldung | angemeldet sind | angemeldet bist | haben sie reserviert | wie abgemacht`,
  balance: `restguthaben | guthaben | guthaben auf | kontostand | punktestand | stand: | punkte gutgeschrieben
    | sind noch | akku | geschenkkarte nach`,
  entitlement: `ihr antrag | dein antrag | wurde bewilligt | bewilligt | genehmigt wurde | garantiefall | anerkannt
    | erm\u00e4\u00dfigte semesterticket | antrag auf | schadensfall | zulassungsangebot | arbeitsvertrag
    | stellenangebot | das angebot gilt bis | angebotsschreiben`,
  invoice: `rechnung | kassenbon | mwst | summe | gesamtbetrag | zwischensumme | zu zahlen | bar bezahlt
    | f\u00e4llig am | netto | brutto | versandkosten | beleg`,
  period: `diese woche | diesen monat | dieses wochenende | bis sonntag | bis freitag | bis ende
    | den ganzen monat | die ganze woche | diesen sommer | 48 stunden | diese saison | zurzeit | derzeit
    | aktuell`,
  praise: `perfekt | perfekte | perfekten | lieblings* | unglaublich* | unwiderstehlich* | köstlich*
    | traumhaft* | fantastisch* | einzigartig* | unschlagbar* | luxuriös* | angesagt* | trendig*
    | must-have* | unverzichtbar* | ideal | ideale | genieß*`,
  "low-price": `zahlt nur | zahlst nur | zahlen nur | nur je | je nur | preiswert* | günstig ab`,
  money: `euro`,
};
