// The server's routes as functions; every error is one sentence to show.

export class Refused extends Error {}

const SILENT = "The server does not answer; is Pincite still running?";
const BROKEN = "The connection to the server broke off; see that Pincite is running, and try again.";

/** What `reading` comes to; a network that fails is `sentence`, for a browser's own words say nothing to do. */
async function unbroken(reading, sentence = BROKEN) {
  try {
    return await reading;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(sentence);
  }
}

async function request(path, options = {}) {
  const reply = await unbroken(fetch(path, { credentials: "same-origin", ...options }), SILENT);
  if (reply.status === 401) window.location.assign("/login");
  if (!reply.ok) {
    const stated = await reply.json().catch(() => ({}));
    throw new Refused(stated.error ?? `The server refuses (${reply.status}).`);
  }
  return reply;
}

async function json(path, method = "GET", body = undefined) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const reply = await request(path, { method, headers, body: body && JSON.stringify(body) });
  return unbroken(reply.json());
}

/** Server-sent events of a POST, one after another, as [name, data]. */
async function* events(path, body, signal) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  const reply = await request(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await unbroken(reader.read());
    if (done) return;
    held += value;
    const parts = held.split("\n\n");
    held = parts.pop();
    for (const part of parts) {
      const [, name, data] = part.match(/^event: (.*)\ndata: (.*)$/s);
      yield [name, JSON.parse(data)];
    }
  }
}

const query = (values) => {
  const stated = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one) stated.append(name, one);
  }
  return stated.toString();
};
const part = encodeURIComponent;

export const service = {
  state: () => json("/api/state"),
  ask: (asked, signal) => events("/api/ask", { ...asked, stream: true, keep: true }, signal),
  articles: (filters) => json(`/api/articles?${query(filters)}`),
  article: (file) => json(`/api/article?file=${part(file)}`),
  add: (brought) => events("/api/articles", brought),
  remove: (file) => json(`/api/articles?file=${part(file)}`, "DELETE"),
  upload: async (file) =>
    (await request(`/api/uploads?name=${part(file.name)}`, { method: "POST", body: file })).json(),
  conversations: (words) => json(`/api/conversations?${query({ words })}`),
  conversation: (id) => json(`/api/conversations/${part(id)}`),
  rename: (id, title) => json(`/api/conversations/${part(id)}`, "PATCH", { title }),
  forget: (id) => json(`/api/conversations/${part(id)}`, "DELETE"),
  vote: (turn, vote, note) => json("/api/feedback", "POST", { turn, vote, note }),
  exported: async (id, form, turn) => unbroken((await request(service.exportPath(id, form, turn))).text()),
  exportPath: (id, form, turn) => `/api/conversations/${part(id)}/export?${query({ form, turn })}`,
  logout: () => json("/api/logout", "POST", {}),
};
