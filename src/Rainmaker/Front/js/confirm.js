/* data-confirm="Delete 3 leads?" on a form or its button asks first. Without script the act happens, and its undo is offered. */
const allowed = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  const asking = document.getElementById("confirm");
  if (!question || !asking || allowed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  asking.querySelector("[data-question]").textContent = question;
  asking.querySelector("[data-yes]").textContent = event.submitter?.textContent.trim() || "Yes";
  const submitter = event.submitter;
  asking.returnValue = "";
  asking.showModal();
  asking.addEventListener("close", () => {
    if (asking.returnValue !== "yes") return;
    allowed.add(form);
    form.requestSubmit(submitter);
  }, { once: true });
}, true);
