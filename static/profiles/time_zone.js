// Chooses the device's own time zone in the sign-up form, so that nobody has to look for it in a long list.
// A choice that was made already (the form came back with an error) is left alone.

const select = document.querySelector("select[data-guess-time-zone]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const chosenBefore = document.querySelector("[data-form-summary]") !== null;

if (select && zone && !chosenBefore && [...select.options].some((option) => option.value === zone)) {
  select.value = zone;
}
