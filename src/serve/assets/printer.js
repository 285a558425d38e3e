// The printers of the page: what the chosen one can do comes from the server, as a part of the page.

// Shows it whenever another printer is chosen, and when the page opens with one. `more` goes into the question. The
// answer says what to say while a copy is sent: nothing where the browser prints.
export const printers = (form, more) => {
  const select = form.querySelector("#printer");
  if (!select) return () => "";
  const { asking, sending, silent } = select.parentElement.dataset;
  const status = form.querySelector("#printer-status");
  const options = form.querySelector("#printer-options");
  let turns = 0;
  const ask = async () => {
    const turn = ++turns;
    options.replaceChildren();
    status.textContent = select.value ? asking : "";
    if (!select.value) return;
    let part = null;
    try {
      const body = new URLSearchParams({ printer: select.value, ...more });
      const answer = await fetch("/printers", { method: "POST", body, cache: "no-store" });
      part = answer.status === 503 ? null : await answer.text();
      if (answer.ok) part = new DOMParser().parseFromString(part, "text/html").body.childNodes;
    } catch {
      // Said below.
    }
    // Another printer has been chosen meanwhile.
    if (turn !== turns) return;
    status.textContent = part === null ? silent : typeof part === "string" ? part : "";
    if (part !== null && typeof part !== "string") options.replaceChildren(...part);
  };
  select.addEventListener("change", ask);
  addEventListener("pageshow", ask);
  return () => (select.value ? sending : "");
};
