// Sends the password; what goes wrong is one sentence.

const form = document.querySelector("form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = form.querySelector("input");
  const body = JSON.stringify({ password: field.value });
  const reply = await fetch("/api/login", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (reply.ok) return window.location.assign("/");
  form.querySelector("[role=alert]").textContent = (await reply.json()).error;
  return field.select();
});
