// Streamlit's own words are English and it offers no translation: put French ones in their place, as they appear.
// Also marks, for screen readers and the keyboard, the menu, its current page and the frames that scroll; notes
// whether the window is narrow.
"use strict";

(() => {
  // Tables are drawn on a canvas, for a width that only the browser knows: ui/viewport.py reads this word.
  const noteWidth = () => {
    document.cookie = `transfo_rh_narrow=${window.innerWidth < 640 ? 1 : 0}; path=/; samesite=lax`;
  };
  noteWidth();

  const FRENCH = new Map([
    ["Sidebar", "Menu et compte"],
    ["Collapse sidebar", "Replier le menu"],
    ["Expand sidebar", "Ouvrir le menu"],
    ["Close sidebar", "Fermer le menu"],
    ["Open sidebar", "Ouvrir le menu"],
    ["Main menu", "Menu de l’application"],
    ["Increment", "Augmenter"],
    ["Decrement", "Diminuer"],
    ["Open", "Ouvrir"],
    ["Close", "Fermer"],
    ["Clear all", "Tout effacer"],
    ["Clear value", "Effacer"],
    ["Clear", "Effacer"],
    ["Choose date", "Choisir une date"],
    ["Previous month", "Mois précédent"],
    ["Next month", "Mois suivant"],
    ["file upload", "Choisir un fichier"],
    ["Upload", "Choisir un fichier"],
    ["Uploading...", "Envoi en cours…"],
    ["Browse files", "Choisir un fichier"],
    ["Drag and drop file here", "ou déposez-le ici"],
    ["Drag and drop files here", "ou déposez-les ici"],
    ["Remove file", "Retirer le fichier"],
    ["Remove", "Retirer"],
    ["Show password text", "Montrer le mot de passe"],
    ["Hide password text", "Cacher le mot de passe"],
    ["No results", "Aucun résultat"],
    ["No options to select", "Aucun choix"],
    ["No options to select.", "Aucun choix"],
    ["Choose an option", "Choisissez"],
    ["Choose options", "Choisissez"],
    ["Select all", "Tout choisir"],
    ["Press Enter to apply", "Entrée pour valider"],
    ["Press Enter to submit form", "Entrée pour envoyer"],
    ["Press Ctrl+Enter to apply", "Ctrl+Entrée pour valider"],
    ["Press Ctrl+Enter to submit form", "Ctrl+Entrée pour envoyer"],
    ["Connecting...", "Connexion…"],
    ["CONNECTING", "CONNEXION"],
    ["Running...", "En cours…"],
    ["RUNNING...", "EN COURS…"],
    ["Stop", "Arrêter"],
    ["Page not found", "Page introuvable"],
    ["Connection error", "Connexion perdue"],
    ["Dismiss", "Fermer"],
    ["empty", "vide"],
    ["dd", "jj"],
    ["yyyy", "aaaa"],
    ["day", "jour"],
    ["month", "mois"],
    ["year", "année"],
    ["System", "Système"],
    ["Light", "Clair"],
    ["Dark", "Sombre"],
  ]);
  const PATTERNS = [
    [/^Help for (.*)$/, "Aide : $1"],
    [/^(\d+)\s?([KMG])B per file(?: • (.*))?$/, (_all, size, unit, kinds) => `${size} ${unit}o par fichier${kinds ? ` · ${kinds}` : ""}`],
    [/^Remove (.*)$/, "Retirer $1"],
    [/^(day|month|year), (.*)$/, (_all, part, label) => `${FRENCH.get(part)}, ${label}`],
    [/^File must be (\d+(?:\.\d+)?)\s?([KMG])B or smaller\.?$/, "Le fichier dépasse $1 $2o."],
    [/^(.*) files are not allowed\.?$/, "Les fichiers $1 ne sont pas acceptés."],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder"];
  const OURS = '[data-testid="stMarkdownContainer"], [data-testid="stHtml"], [data-testid="stPlotlyChart"]';
  const CONTROLS = '[data-testid="stFileUploader"] button, [data-testid="stBaseButton-headerNoPadding"]';

  const french = (text) => {
    const plain = text.trim();
    if (FRENCH.has(plain)) return FRENCH.get(plain);
    for (const [pattern, words] of PATTERNS) {
      if (pattern.test(plain)) return plain.replace(pattern, words);
    }
    return null;
  };

  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const translateText = (node) => {
    const parent = node.parentElement;
    if (!parent || (parent.closest(OURS) && !parent.closest(CONTROLS))) return;
    const words = french(node.nodeValue);
    if (words !== null && words !== node.nodeValue) node.nodeValue = words;
  };

  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const words = element.hasAttribute(name) ? french(element.getAttribute(name)) : null;
      if (words !== null) set(element, name, words);
    }
  };

  // A frame that scrolls must be reachable by the keyboard.
  const markFrames = () => {
    for (const frame of document.querySelectorAll('[class*="st-key-scroll_"]')) {
      if (frame.scrollWidth > frame.clientWidth) {
        set(frame, "tabindex", "0");
        set(frame, "role", "group");
        set(frame, "aria-label", isFrench ? "Tableau qui défile sur le côté" : "Chart that scrolls sideways");
      } else {
        frame.removeAttribute("tabindex");
      }
    }
  };

  const markMenu = () => {
    const menu = document.querySelector(".st-key-navigation");
    if (!menu) return;
    set(menu, "role", "navigation");
    set(menu, "aria-label", "Pages");
    for (const link of menu.querySelectorAll("a")) {
      if (link.closest(".st-key-current_page")) set(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  // A container whose key starts with « focus_ » gives the keyboard to its first field when it appears.
  const focused = new Set();
  const focusNew = () => {
    for (const frame of document.querySelectorAll('[class*="st-key-focus_"]')) {
      const name = [...frame.classList].find((part) => part.startsWith("st-key-focus_"));
      const field = frame.querySelector("input");
      if (field && !focused.has(name)) {
        focused.add(name);
        field.focus();
      }
    }
  };

  // When a container whose key starts with « top_ » takes the place of another, a new page is shown: go to its start.
  let lastTop = null;
  const showTop = () => {
    const frame = document.querySelector('[class*="st-key-top_"]');
    const name = frame && [...frame.classList].find((part) => part.startsWith("st-key-top_"));
    if (frame && lastTop !== null && name !== lastTop) {
      frame.setAttribute("tabindex", "-1");
      frame.focus({ preventScroll: true });
      frame.scrollIntoView({ block: "start" });
    }
    lastTop = name;
  };

  // In a container whose key starts with « enter_form », Enter in a field presses the button of « enter_button ».
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    const form = event.target.closest('[class*="st-key-enter_form"]');
    const button = form && form.querySelector('[class*="st-key-enter_button"] button');
    if (button) setTimeout(() => button.click(), 100); // the field's own value leaves first
  });

  const isFrench = document.documentElement.lang.startsWith("fr");

  const visit = (root) => {
    if (isFrench) {
      if (root.nodeType === Node.TEXT_NODE) translateText(root);
      if (root.nodeType === Node.ELEMENT_NODE) {
        translateAttributes(root);
        root.querySelectorAll("[aria-label], [title], [placeholder]").forEach(translateAttributes);
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) translateText(texts.currentNode);
      }
    }
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else if (isFrench && change.type === "attributes") translateAttributes(change.target);
      else if (isFrench && change.type === "characterData") translateText(change.target);
    }
    markMenu();
    markFrames();
    focusNew();
    showTop();
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  window.addEventListener("resize", markFrames);
  window.addEventListener("resize", noteWidth);
})();
