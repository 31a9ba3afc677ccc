// Questions asked only after some answer: out of sight until it is given. What counts is decided by the server.

function answersOf(form, name) {
  return new FormData(form).getAll(name).map(String);
}

for (const form of document.querySelectorAll("form.form")) {
  const parts = form.querySelectorAll("[data-when]");
  if (!parts.length) continue;
  const show = () => {
    // In order: a question whose own condition fails hides those that depend on it.
    for (const part of parts) {
      const asked = form.querySelector(`[name="${part.dataset.when}"]`);
      const gone = asked?.closest("[data-when]")?.hidden;
      part.hidden = Boolean(gone) || !answersOf(form, part.dataset.when).includes(part.dataset.is);
    }
  };
  form.addEventListener("change", show);
  show();
}
