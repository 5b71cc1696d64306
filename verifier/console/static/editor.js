// What the patient will read follows while one types. The page works without: each button shows it anew.

const editor = document.querySelector("form[data-preview]");
let waiting = 0;

async function readPreview() {
  const fields = new FormData(editor);
  fields.set("do", "look");
  const answer = await fetch(editor.action, { method: "POST", body: fields });
  if (!answer.ok || answer.redirected) return; // the next button says why
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("preview").replaceWith(document.adoptNode(page.getElementById("preview")));
}

editor?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => readPreview().catch(() => {}), 400);
});
