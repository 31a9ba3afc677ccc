// <maillage-agenda src="https://portal" partenaire="slug" quartier="slug" langue="fr" fond="clair|sombre" nombre="8">
// The agenda of a partner or a quartier on any site. One request, to the portal; no cookie, no storage.
// What stands between the tags (a link) is shown until the dates are there, and again when they cannot be had.
(() => {
  const LANGUAGES = ["fr", "nl", "en"];
  // Attributes that are filters of the agenda; several values are separated by commas.
  const FILTERS = ["partenaire", "quartier", "type", "theme", "public", "langue-parlee", "acces", "gratuit", "garderie", "moment"];
  const TEXTS = {
    fr: { failed: "L’agenda n’a pas pu être chargé.", opens: "(nouvel onglet)", wait: "Un instant…" },
    nl: { failed: "De agenda kon niet worden geladen.", opens: "(nieuw tabblad)", wait: "Een ogenblik…" },
    en: { failed: "The agenda could not be loaded.", opens: "(new tab)", wait: "One moment…" },
  };
  const SHEET = `
    :host { display: block; color-scheme: light dark; font-family: inherit; line-height: 1.5; color: var(--maillage-ink, light-dark(#1c2333, #f0ede6)); background: var(--maillage-paper, light-dark(#ffffff, #1e212a)); padding: 1rem; }
    :host([fond="clair"]) { color-scheme: light; }
    :host([fond="sombre"]) { color-scheme: dark; }
    h2, h3, p, ul { margin: 0; padding: 0; }
    ul { list-style: none; }
    h2 { font-size: 1.375rem; line-height: 1.2; }
    h3 { margin-block-start: 1rem; padding-block: .5rem; border-block-start: 2px solid; font-size: 1.0625rem; }
    h3::first-letter { text-transform: uppercase; }
    a { color: var(--maillage-link, light-dark(#1d4b86, #9cc2f5)); text-underline-offset: .18em; }
    :focus-visible { outline: 3px solid; outline-offset: 2px; }
    li.date { padding-block: .625rem; border-block-start: 1px solid light-dark(#ded4c2, #383d4a); }
    .title { display: inline-block; min-block-size: 1.5rem; font-weight: 700; }
    .soft { color: light-dark(#525a6b, #b6bac5); }
    .state { font-weight: 700; color: light-dark(#a83b24, #f29b86); }
    .off .title { text-decoration-line: underline line-through; }
    label { display: block; font-weight: 700; margin-block: .75rem .25rem; }
    select { font: inherit; min-block-size: 2.75rem; min-inline-size: 12rem; max-inline-size: 100%; padding: .25rem .5rem; color: inherit; background: light-dark(#fff, #1e212a); border: 1.5px solid light-dark(#7d7869, #8b91a0); border-radius: .375rem; }
    .foot { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin-block-start: 1rem; padding-block-start: .5rem; border-block-start: 2px solid; }
    .foot a { display: inline-flex; align-items: center; min-block-size: 2.75rem; }
    .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    :host([data-state="ready"]) slot { display: none; }
  `;

  const make = (name, text = "", facts = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(facts)) if (value) element.setAttribute(key, value);
    return element;
  };
  const web = (address) => {
    try {
      return ["http:", "https:"].includes(new URL(address).protocol) ? address : "";
    } catch {
      return "";
    }
  };

  class MaillageAgenda extends HTMLElement {
    static observedAttributes = ["src", "langue", "nombre", ...FILTERS];
    #root = this.attachShadow({ mode: "open" });
    #when = "";
    #asked = 0;
    #planned = false;

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      this.#root.adoptedStyleSheets = [sheet];
      this.said = make("p", "", { role: "status", class: "hidden" });
      this.body = make("div");
      this.#root.append(make("slot"), this.said, this.body);
    }

    connectedCallback() { this.#plan(); }
    attributeChangedCallback() { this.#plan(); }

    get language() {
      const wanted = this.getAttribute("langue") || document.documentElement.lang.slice(0, 2);
      return LANGUAGES.includes(wanted) ? wanted : "fr";
    }

    // Attributes that are set one after the other are one change.
    #plan() {
      if (this.#planned || !this.isConnected) return;
      this.#planned = true;
      queueMicrotask(() => { this.#planned = false; this.#load(); });
    }

    #address() {
      const base = new URL(this.getAttribute("src") || "", document.baseURI);
      const address = new URL(`${this.language}/embarque/agenda.json`, new URL("/", base));
      for (const name of FILTERS) {
        const value = this.getAttribute(name);
        if (value) address.searchParams.set(name === "langue-parlee" ? "langue" : name, value);
      }
      if (this.getAttribute("nombre")) address.searchParams.set("nombre", this.getAttribute("nombre"));
      if (this.#when) address.searchParams.set("quand", this.#when);
      return address;
    }

    async #load() {
      const asked = ++this.#asked;
      const texts = TEXTS[this.language];
      if (this.dataset.state === "ready") this.said.textContent = texts.wait;
      try {
        const response = await fetch(this.#address(), { credentials: "omit", mode: "cors", referrerPolicy: "no-referrer" });
        if (!response.ok) throw new Error(String(response.status));
        const data = await response.json();
        if (asked !== this.#asked) return;
        this.#show(data, texts);
        this.dataset.state = "ready";
        this.said.textContent = data.total_label;
      } catch {
        if (asked !== this.#asked) return;
        this.dataset.state = "failed";
        this.body.replaceChildren(make("p", texts.failed));
      }
    }

    #link(address, label, texts, facts = {}) {
      const link = make("a", label, { href: web(address), target: "_blank", rel: "noopener", ...facts });
      link.append(make("span", ` ${texts.opens}`, { class: "hidden", lang: this.language }));
      return link;
    }

    #show(data, texts) {
      const focused = this.#root.activeElement?.id;
      this.body.lang = data.language;
      const parts = [make("h2", data.title), this.#choice(data.when), make("p", data.total_label, { class: "soft" })];
      let day = null;
      let list = null;
      for (const item of data.items) {
        if (item.day !== day) {
          day = item.day;
          list = make("ul");
          parts.push(make("h3", day), list);
        }
        list.append(this.#date(item, texts));
      }
      const foot = make("p", "", { class: "foot" });
      foot.append(this.#link(data.agenda.url, data.agenda.label, texts), this.#link(data.feed.url, data.feed.label, texts));
      this.body.replaceChildren(...parts, foot);
      if (focused) this.#root.getElementById(focused)?.focus();
    }

    #choice(when) {
      const box = make("div");
      const select = make("select", "", { id: "when" });
      for (const [value, label] of when.options) {
        const option = make("option", label);
        option.value = value;
        option.selected = value === this.#when;
        select.append(option);
      }
      select.addEventListener("change", () => { this.#when = select.value; this.#load(); });
      box.append(make("label", when.label, { for: "when" }), select);
      return box;
    }

    #date(item, texts) {
      const row = make("li", "", { class: item.off ? "date off" : "date" });
      const first = make("p");
      first.append(make("time", item.time, { datetime: item.starts }), " · ", make("span", item.kind_label, { class: "soft" }));
      const title = make("p");
      title.append(this.#link(item.url, item.title, texts, { class: "title", lang: item.title_language, dir: item.title_language && "auto" }));
      row.append(first, title);
      if (item.state) row.append(make("p", item.state, { class: "state" }));
      if (item.where) row.append(make("p", item.where, { class: "soft" }));
      return row;
    }
  }

  if (!customElements.get("maillage-agenda")) customElements.define("maillage-agenda", MaillageAgenda);
})();
