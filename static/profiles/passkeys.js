// Passkeys and security keys: asks the browser for one and sends what it answers with the form it stands in.
//
// <form data-passkey="sign-in">            options are fetched from the form's own address (GET, JSON)
// <form data-passkey="confirm" data-options="{…}">
// <form data-passkey="add" data-options="{…}">   a checkbox "passwordless" decides what kind is made
// <form data-passkey="sign-up" data-options="{…}">
//
// The field "credential" takes the answer. Words for what may go wrong stand in data-word-… attributes, since this
// file speaks no language; they are shown in .passkey-problem.

const bytesOf = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)).buffer;
};

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const described = (list) => (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

// Browsers have parse…FromJSON and toJSON since 2023 to 2025; these few lines can go when all in use have them.
const creationOptions = (json) => ({
  ...json,
  challenge: bytesOf(json.challenge),
  user: { ...json.user, id: bytesOf(json.user.id) },
  excludeCredentials: described(json.excludeCredentials),
});

const requestOptions = (json) => ({
  ...json,
  challenge: bytesOf(json.challenge),
  allowCredentials: described(json.allowCredentials),
});

const answerOf = (credential) => {
  const response = { clientDataJSON: textOf(credential.response.clientDataJSON) };
  if (credential.response.attestationObject) {
    response.attestationObject = textOf(credential.response.attestationObject);
    response.transports = credential.response.getTransports?.() ?? [];
  } else {
    response.authenticatorData = textOf(credential.response.authenticatorData);
    response.signature = textOf(credential.response.signature);
    response.userHandle = credential.response.userHandle ? textOf(credential.response.userHandle) : null;
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: textOf(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const make = (options, form) => {
  const choice = form.elements.namedItem("passwordless");
  const publicKey = creationOptions(options.publicKey);
  const selection = { ...publicKey.authenticatorSelection };
  if (choice) {
    // What the key has to be able to do depends on what the person wants it for.
    selection.residentKey = choice.checked ? "required" : "discouraged";
    selection.requireResidentKey = choice.checked;
    if (choice.checked) selection.userVerification = "required";
  }
  publicKey.authenticatorSelection = selection;
  return navigator.credentials.create({ publicKey });
};

const ask = (options) => navigator.credentials.get({ publicKey: requestOptions(options.publicKey) });

const fetchOptions = async (form) => {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options;
};

const credentialFor = async (form) => {
  const kind = form.dataset.passkey;
  const options = form.dataset.options ? JSON.parse(form.dataset.options) : await fetchOptions(form);
  return kind === "add" || kind === "sign-up" ? make(options, form) : ask(options);
};

const wordFor = (error, words) => {
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return words.wordCancelled;
    case "InvalidStateError":
      return words.wordKnown;
    case "SecurityError":
      return words.wordUnsafe;
    default:
      return words.wordFailed;
  }
};

const tell = (form, words) => {
  const place = form.querySelector(".passkey-problem");
  place.textContent = words;
  place.hidden = !words;
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  const field = form.elements.namedItem("credential");
  event.preventDefault();
  if (form.dataset.busy) return;
  tell(form, "");
  form.dataset.busy = "";
  try {
    field.value = JSON.stringify(answerOf(await credentialFor(form)));
    form.submit();
  } catch (error) {
    field.value = "";
    tell(form, wordFor(error, form.dataset));
  } finally {
    delete form.dataset.busy;
  }
});

if (!window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("button:not([type=button])").disabled = true;
    tell(form, form.dataset.wordMissing);
  }
}
