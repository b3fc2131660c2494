import type { Lexicon } from "./families.ts";

export const FRENCH: Lexicon = {
  "price-cut": `moitié prix | à moitié prix | prix cassé* | prix mini | prix fous | prix réduit* | tarif réduit
    | prix barré* | prix doux | petit prix | petits prix | prix imbattable* | prix exceptionnel*
    | meilleur prix | meilleurs prix | prix sacrifié* | prix choc | baisse de prix | baisse les prix
    | prix en baisse | prix de lancement | prix spécial | tarif préférentiel | taux préférentiel
    | tarif spécial | économisez | économiser | d'économie* | moins cher* | de moins pour | de moins par
    | payez moins | paient moins | bonne affaire | bonnes affaires | faire des affaires | bon plan
    | bons plans | au lieu de | à ce prix | prix dégriffé* | déstockage | bradé* | démarque*
    | folie des prix | à moins de | très avantageuse | avantageux | prix tout doux | rabais | prix promo
    | prix coûtant | à prix coûtant | prix du domaine | prix d'usine | plein pot | plein tarif
    | au prix des | au prix du | c'est le double | déduits du | euros de moins | de moins sur | zéro frais
    | allégez votre facture | happy hour | heure joyeuse | nous retirons | payez la moitié`,
  discount: `réduction | réductions | remise | remises | ristourne*`,
  sale: `soldes | les soldes | liquidation | tout doit disparaître | vente privée | ventes privées
    | vente flash | ventes flash | black friday | cyber monday | french days | braderie | grande braderie
    | vente secrète | ventes secrètes | fin de saison | fin de série | outlet | déstockage massif
    | deuxième démarque | dernière démarque | semaine folle`,
  offer: `offre | offres | promo | promos | promotion | promotions | offre spéciale | offre exceptionnelle
    | offre limitée | offre exclusive | offre du moment | offre de bienvenue | en promotion | en promo
    | offre de parrainage`,
  coupon: `bon d'achat | bons d'achat | bon de réduction | code promo | code avantage | avec le code
    | utilisez le code | saisissez le code | entrez le code | votre code | chèque-cadeau | chèque cadeau
    | chèques cadeaux | coupon* | carte cadeau de | code de réduction | code exclusif | vous donne droit`,
  freebie: `gratuit | gratuite | gratuits | gratuitement | offert | offerte | offerts | offertes
    | livraison offerte | livraison gratuite | port offert | frais de port offerts | vous offrons
    | on vous offre | nous vous offrons | est offerte | est offert | essai gratuit | mois offert*
    | mois gratuit* | en cadeau | échantillon* | c'est pour nous | sont pour nous | est pour nous
    | la maison offre | premier mois offert | café offert | pour zéro euro | le plein offert
    | emballés pour rien | ne paient pas | un cadeau pour | cadeau offert | cadeau surprise
    | cadeau pour vous | petit cadeau | frais de dossier annulés | frais annulés | sans frais de dossier`,
  "multi-buy": `un acheté un offert | acheté, un | achetée, une | achetée une | acheté = | le deuxième à
    | la deuxième à | deuxième paire | pour le prix d'un | pour le prix d'une | pour le prix de
    | le second offert | deux pour un | trois pour deux | le lot de`,
  "call-to-buy": `achetez | commandez | commandez le vôtre | commandez la vôtre | commandez vite | réservez vite
    | réservez votre table | réservez dès | réservez avant | réservez maintenant | profitez* | profitez-en
    | découvrez* | découvrez-la | découvrir | cliquez vite | craquez | laissez-vous tenter
    | faites-vous plaisir | offrez-vous | offrez | passez nous voir | venez voir | venez vite
    | venez découvrir | rendez-vous en boutique | rendez-vous en magasin | rendez-vous sur | jetez un œil
    | jetez un coup d'œil | ajoutez-la | ajoutez-le | ajoutez au panier | demandez-la | demandez-le
    | demandez votre devis | demandez un devis | souscrivez* | foncez | courez | emparez-vous
    | à vous pour | prenez vite | inscrivez-vous vite | c'est par ici | faites le plein | équipez*
    | gagnez du temps | je vous envoie la | visitez notre | je commande | voir la collection | shoppez
    | réservés avant | repartez avec | prenez rendez-vous pour visiter | venez essayer | testez
    | précommandez | empochez | un mot suffit | parlez-en à | notez notre appli | téléchargez l'appli
    | inscrivez-vous avant | votre devis | laissez-nous vous | demandez-nous un tarif
    | je vous réserve un essai | à voir en boutique | si vous commandez | sans engagement
    | encore en vente | restez jusqu'à | répondez tard | essayez notre | essayez la nouvelle
    | essayez le nouveau | rechargez maintenant | rechargez vite | rendez-nous visite | poussez la porte
    | choisissez le vôtre | choisissez votre | réservez votre place | découvrez | testez notre | osez
    | embarquez | laissez-vous séduire | entrez vite`,
  urgency: `dernière chance | derniers jours | dernières heures | dernières pièces | dernières places
    | faites vite | dépêchez-vous | jusqu'à minuit | avant minuit | avant ce soir | ce week-end seulement
    | seulement aujourd'hui | aujourd'hui seulement | aujourd'hui uniquement | jusqu'à ce soir
    | édition limitée | stocks disponibles | stock limité | dans la limite des stocks | offre limitée
    | ne manquez pas | ne ratez pas | ne passez pas à côté | ne tardez pas | avant la rupture
    | bientôt épuisé* | expirent ce soir | se termine ce soir | premiers clients | cent premiers
    | 100 premiers | avant qu'il ne soit trop tard | à saisir | 24 h seulement | quantités limitées
    | quantité limitée | plus que quelques | plus que deux | plus que trois | vite ! | vite, avant`,
  "cross-sell": `vous aimerez aussi | aussi aimé | aussi acheté | achètent aussi | ont aussi | craquent aussi
    | prennent aussi | aiment aussi | adorent aussi | adorerez | vous allez adorer | pourrait vous plaire
    | pourraient vous plaire | irait à merveille | va à merveille | se marie | se marient
    | se marie parfaitement | idéal avec | parfait avec | assorti | assortie | assortis | assorties
    | complétez | complétez votre | complétez le | le complément idéal | accessoires pour
    | clients sur dix | clients ayant | recommandé pour vous | sélectionné pour vous | notre sélection
    | choisis pour vous | best-seller* | best seller* | meilleures ventes | d'ailleurs | au fait
    | en attendant | modèles voisins | modèles similaires | produits similaires | gamme prestige
    | notre gamme | mérite une | mérite un | fait pour lui | fait pour elle | pack protection
    | bientôt à court | faites le stock | nos amateurs | gardé pour vous | vous avons gardé
    | mis de côté pour | prennent nos | un petit creux | sommelier propose | chef propose | vont ensemble
    | presque tous nos | raffolent de | notre lot | le nouveau modèle | jeunes parents
    | comme des petits pains | feuilletez`,
  upsell: `passez à premium | passez au premium | passez au niveau | passez à l'abonnement
    | passez à la formule | en illimité | illimité* | plus de limites | sans limite | support prioritaire
    | y ajouter | pourquoi ne pas | surclassez-vous | surclassement pour | supplément de | vue mer
    | la suite pour | coupe-file | formule supérieure pour | abonnement annuel | offre annuelle
    | assurez votre | notre assurance | extension de garantie | plus d'espace | débloquez
    | contrat d'entretien | formule dépannage | changez pour | la version pro | montez en gamme
    | rendez-la inoubliable | vitesse supérieure | passez en express | la voulez demain | le voulez demain
    | ajoutez une valise | formule recharge | accord mets | première mensualité | verres amincis
    | version complète | l'essai commence | bagage supplémentaire | s'ajoute pour | boissons comprises
    | accès au salon | mutuelle animaux | chaque mois dès | nouveau livret | reprenons l'ancien
    | les abonnements sont | passez à la version`,
  referral: `parrainez | parrainage | parrain | invitez vos amis | invitez un ami | invitez un proche
    | amenez un ami | venez avec un ami | partagez votre lien | partagez le lien | partagez votre code
    | pour chaque ami | pour vous, 20 | recommandez-nous | en duo | venez à deux | invitez qui
    | votre moitié | venez avec une | venez avec un | amenez un | amenez une`,
  reward: `jeu concours | jeu-concours | concours | tirage au sort | tentez de gagner | à gagner | gagnez un
    | gagnez une | gagnez deux | gagnez jusqu'à | gagnez | lot à gagner | points bonus | points doublés
    | doublez vos points | bonus | cagnotte* | cashback | récompense* | cinq étoiles | 5 étoiles
    | laissez-nous un avis | laissez un avis | votre avis contre | likez | taguez | partagez,
    | bonus de bienvenue | en remerciement | pour vous remercier | échangez-les | échangez vos points
    | prime de | comptent triple | comptent double | compte triple | points avant le | le double de
    | le double | doublez | deux fois plus | doublés`,
  novelty: `nouvelle collection | nouvelles collections | vient d'arriver | viennent d'arriver
    | est arrivée découvrez | collection automne | collection printemps | collection été
    | collection hiver | nouveauté* | les nouveautés | nouveau menu | menu dégustation | nouvelle carte
    | de retour en stock | à nouveau disponible | avant-première | nous lançons | venons de lancer
    | venons de sortir | vient de sortir | découvrez notre nouv* | nouvelle gamme | accès anticipé
    | soyez le premier | soyez la première | soyez les premiers | sont en ligne | tout nouveau
    | toute nouvelle | ouvre rue | dernière tranche | nouvelle boutique | grande ouverture | bientôt chez
    | nous ouvrons une | arrivage`,
  "abandoned-cart": `votre panier | dans votre panier | panier vous attend | finalisez votre | terminez votre commande
    | oublié quelque chose | avez oublié | avez repéré | avez regardé | avez consulté | vos favoris
    | votre liste d'envies`,
  membership: `rejoignez* | devenez membre | devenez adhérent* | adhérez | abonnez-vous | inscrivez-vous et
    | le club | club vip | avantages exclusifs | exclusif* | exclusive* | réservée aux abonnés
    | réservé aux membres | pour les membres | réservées aux | privilège* | accès vip | réabonnez-vous`,
  "credit-offer": `sans frais | pré-approuvé | préapprouvé | êtes éligible | prêt de | taux à | taux zéro
    | paiement en 3 fois | en 3 fois sans frais | en plusieurs fois | crédit immédiat | crédit express
    | investissez | commencez à investir`,
  "win-back": `vous nous manquez | tu nous manques | revenez | si vous revenez | ça fait longtemps
    | cela fait longtemps | on ne vous voit plus | bon retour | réactivez`,
  temptation: `saviez-vous que | le saviez-vous | vous étouffe | marre de | envie de | et si vous | et pourquoi pas
    | pourquoi pas | chut | psst | bonne nouvelle | vous méritez | gâtez | faites plaisir
    | faites-lui plaisir | vous aimez | bien dormi | content de votre | contente de votre
    | voyagez souvent | pressé | parlez-nous du | parlez-nous de | demandez-nous | demandez à l'accueil
    | pour l'occasion | idée cadeau | idées cadeaux | quoi de mieux | envie d'aller plus loin
    | répondez oui | besoin de plus | envie de calme | pour une vraie soirée | fini le stress
    | prolongez son | une grasse matinée | un coin tranquille | préparez l'été | préparez-vous à
    | c'est l'heure de | rêvez de | rêvez d' | qu'attendez-vous | profitez | vous attendent au | succombez`,
  settled: `a été déduit* | a bien été déduit | a été appliqué* | déjà appliqué* | appliquée | a bien été pris
    | montant débité | vous avez payé | vous avez économisé | déjà déduit* | nous vous avons recrédité
    | recrédité* | crédités | a été crédité* | a été libérée | réglé par | payé par | figure désormais
    | remise appliquée | est réservé* | sont réservés | réservation confirmée | réservé du
    | merci d'avoir acheté | facturé deux fois | vos trois billets | vous avez réglé | a retiré
    | facture corrigée | manquait | débité | a déduit | payé : | payés par | points utilisés | débit :
    | sur cette note | payée par | déjà réglé* | déjà payé* | du lot choisi | a été retenu
    | votre tarif membre | en espèces | en liquide`,
  ended: `a expiré | expirait | est expiré* | s'est terminé* | est terminée | s'est arrêtée | a pris fin
    | n'est plus valable | n'était plus valable | offre de lancement dont | période d'essai gratuite
    | période d'essai | avait expiré | avoir promotionnel | l'avoir promotionnel`,
  refund: `rembours* | avoir de | l'avoir de | la différence | vous est rendue | vous est rendu
    | vous restituons | restitué | de vous rendre`,
  warning: `faux sms | faux messages | faux mail* | ne cliquez pas | arnaque* | fraude* | en notre nom
    | ne demande jamais | ne demandons jamais | si ce n'est pas vous | n'êtes pas à l'origine
    | paiement suspect | suspecte | bloquons | bloquée | hameçonnage | usurp* | méfiez-vous
    | ne communiquez jamais | c'est vous | un message promet | message promet | c'est une arnaque
    | connexion depuis | quelqu'un a voulu | appareil inconnu | l'avons empêché`,
  "no-charge": `sans supplément | sans frais pour vous | sans frais supplémentaires | rien à régler | rien à payer
    | au titre de la garantie | gratuit pour vous | sous garantie | ne facturons pas | pas facturé*
    | remplacement gratuit | bilan auditif gratuit | rendez-vous gratuit | consultation gratuite
    | annulation gratuite | inutile de prendre | pas besoin de prendre | à titre gracieux | sans surcoût
    | prise en charge | pris en charge`,
  origin: `achetés pendant les | acheté pendant les | achetée pendant les | commandé pendant les
    | pendant les soldes | commande des soldes | affluence des soldes | affluence des | votre commande des`,
  named: `conférence | atelier | séminaire | causerie | webinaire | livre | roman | pièce de | jeu de société
    | film | spectacle | votre billet pour | billets pour | foire`,
  agreed: `comme convenu | à votre demande | comme demandé | vous êtes inscrit* | êtes inscrite
    | vous avez réservé | selon votre demande | conformément à`,
  balance: `solde de | reste sur votre carte cadeau | sur votre carte cadeau | points crédités | il vous reste
    | batterie | solde à régler | cagnotte actuelle | solde : | votre solde | solde actuel | points`,
  entitlement: `votre demande | votre dossier | est acceptée | a été acceptée | demande de réduction
    | réduction étudiante | sinistre | votre droit | est accordé* | offre d'admission | offre d'emploi
    | promesse d'embauche | lettre d'offre`,
  invoice: `facture | ticket n* | tva | net à payer | total ttc | sous-total | réglé par carte | échéance
    | frais de port | reçu du`,
  period: `cette semaine | ce mois-ci | ce week-end | jusqu'à dimanche | jusqu'à vendredi | jusqu'à la fin
    | jusqu'au bout du mois | tout le mois | toute la semaine | cet été | pendant 48 h | cette saison
    | en ce moment`,
  praise: `parfait | parfaite | idéal | idéale | préféré* | incroyable* | irrésistible* | délicieux
    | délicieuse* | sublime* | magnifique* | exceptionnel* | incontournable* | tendance | luxueux
    | raffiné* | savoureux | gourmand*`,
  "low-price": `ne payez que | payez seulement | à petit prix | abordable*`,
  money: `euros | euro`,
};
