/* When a draft is told of: at a pause, and with no letter half chosen. */

const WAIT_MS = 150;

class Drafts {
  /* The last one that was told of. */
  revision = 0;
  #tell;
  #timer = 0;
  #isDue = false;
  #isComposing = false;

  constructor(tell) { this.#tell = tell; }

  begin(revision) {
    this.stop();
    this.#isDue = false;
    this.revision = revision;
  }

  /* Something was written. */
  await() {
    this.#isDue = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pause(), WAIT_MS);
  }

  #pause() {
    if (this.#isComposing) return;
    this.#isDue = false;
    this.revision++;
    this.#tell(this.revision);
  }

  compose() { this.#isComposing = true; }

  composed() {
    this.#isComposing = false;
    this.resume();
  }

  /* While there is no field: what is due stays so. */
  stop() {
    clearTimeout(this.#timer);
    this.#isComposing = false;
  }

  resume() {
    if (this.#isDue) this.await();
  }
}

export { Drafts };
