// What every part of the form needs: asking the server, and saying something to who listens.

const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

export const post = (url, body, more = {}) => {
  // The page's own key may be old; the cookie's never is.
  body.delete("csrfmiddlewaretoken");
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": cookie() }, ...more });
};

export const announce = (text) => document.dispatchEvent(new CustomEvent("plethu:announce", { detail: { text } }));
