// Draws the network's band anew while its colours are being chosen. Without script a button does the same.
class BandPreview extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    clearTimeout(this.waiting);
  }

  handleEvent() {
    clearTimeout(this.waiting);
    // A colour wheel being dragged says something new many times a second.
    this.waiting = setTimeout(() => this.draw(), 200);
  }

  async draw() {
    const colour = (name) => document.getElementById(this.dataset[name]).value;
    const query = new URLSearchParams({ warp: colour("warp"), weft: colour("weft") });
    const answer = await fetch(`${this.dataset.source}?${query}`, { credentials: "same-origin" });
    if (answer.ok) this.querySelector(".band-preview-cloth").innerHTML = await answer.text();
  }
}
customElements.define("band-preview", BandPreview);
