"""French words that masking must know: names that are also common words, civilities, particles."""

# ruff: noqa: SIM905 - lists of words read better as text

from __future__ import annotations

PARTICLES = frozenset(
    "le la les l de du des d da di do dos van von der den el ben ait al bin et sainte saint st ste".split()
)

CIVILITIES = frozenset(
    "m mm mr mrs ms mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle docteur dr me maitre".split()
)

COMMON_WORDS = frozenset(
    """
    abbe adieu agneau aimable aime ambre amour an ancien ange anglais appel arbre archer arme artisan as aube
    aurore auteur automne avenir avocat avoine avril bache baguette bain bal ballet banque bar barbe baron barre
    basse bataille bateau baton beau beaucoup bel belle berger bien blanc blanche bleu blond boeuf bois boisson
    bon bonheur bonhomme bonne bonnet bord bouche boucher boue bouge boulanger boule bouquet bourdon bourg
    bourgeois bourse bouteille bras brave brebis breton brin brosse brouillard brun brune buisson bureau cadet
    caillou camp canard cane capable capucine carre carrier carriere carte cause celeste cerf cerise chaise
    champ champion chance change chant chapelle charbonnier charge charme charpentier chasse chat chateau chaud
    chef chemin chene cher chevalier chevre chretien ciel cite clair claire clef clementine cloche coin col
    collet combat comble commun comte conseil constance constant content coq corbeau corde cordier corne corps
    cote couche courage courant court courtois cousin couteau couture couvreur creux croix cuisinier cure dame
    danse dauphin debut delice dent desert desir diamant dimanche direct don douce doucet doux drapeau droit
    droite duc dur eau ecole ecrivain ecuyer elite emeraude ensemble entente entier esprit est estime ete etoile
    faible faucon fauve faux favori fer ferme fermier fete feu feuille fevre fidele fier fils fin fleur fleury
    flora flore fontaine force foret forge forgeron fort fortin fortune fou four frais fraise franc francais
    france franche frere froid fromage froment front gai gaillard galant garcon garde gardien garnier gars gay
    geant gendre general gentil gilet gloire goutte grace grand grande grandes grands grange gras grenier grille
    gris gros grosse guerre guerrier guide hardi haut haute herbe heureux hiver homme honneur hotel huit humble
    iris ivoire jade jardin jardinier jasmin jaune jean jeudi jeune joie joli jolie jour juge juillet juin
    jumeau juste justice lac lance langue large laurier lavande legal legende leger lent lettre leve levee lever
    libre lieu ligne lilas lion lison lit loi long longue lorrain loup lourd lune lys mai maigre main maire
    mairesse maison maitre major mal malin manche mandarine manger mansion marais marbre marchand marche mardi
    marechal marguerite mari marin marine marquis mars marteau martinet martyr masse matin maure mauvais maximum
    melodie menu merci mercredi mere merle merveille messager meunier mignon milieu mille mine moine moineau
    monde monnier mont montagne morin mort moulin mouton mur musique naturel neuf neuve neveu nez noble noir
    noire nom nord normand notaire nouveau nouvelle nova nuit oceane octave olive ombre opaline or orange
    oranger orient ours page pages pain paix palais pape papillon paquet paradis pardon pareil parent paris part
    passion patron pauvre payen pays paysan peintre pelletier perdrix pere perle perron petit petite petites
    petits peuple pic pied pierre pigeon pilote pin pinson plaisir planche plante plat plein poirier poisson
    poivre pomme pommier pont port porte portier pot potier poulain poule poulet preau premier pretre prieur
    prince princesse printemps prudence prudent prune puits pur quatre raison ramage rameau rapide rayon regard
    regent reine renard repos reste rey riche riviere robe roche rocher roi roman rond rondeau rose rosier
    rossignol rouge rousse roy royal rubis ruisseau sable sabre sage saison salle salmon samedi sang sapin
    sauvage savant savoie secret seigneur sel sellier serein sergent serpent serre seul siege solange soldat
    soleil solide souris souvenir suave sucre sud tailleur talon tanneur tard temple temps tendre terrasse terre
    terrier tete tisserand tonnelier tort tour trace tranquille travers treille tresor triste troupe tulipe un
    vache vaillant valet vallee vallet vendredi vent ventre verger verite verre vert vertu veuve viande victoire
    vie vieux vigne vigneron vilain village ville vin vint violet violette vive voisin vrai zen
    """.split()
)
