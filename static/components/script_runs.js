// Tells the style sheet that script runs: shows what is .only-script, hides what is .only-no-script.
document.documentElement.dataset.script = "";
