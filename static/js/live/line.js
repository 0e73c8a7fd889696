// The line to the server: one websocket for all live regions of a page, plain requests where sockets fail.
// docs/live-updates.md describes the frames and the guarantee.

const WAIT_FOR_SOCKET = 3_000; // then we ask by plain requests, and go on trying
const POLL_SEEN = 3_000;
const POLL_HIDDEN = 60_000;
const LONGEST_PAUSE = 30_000;
const SILENCE = 40_000; // the server beats every 15 s
const GRACE = 1_500; // what a heartbeat is ahead of may be on its way
const HOPELESS = new Set([4400, 4403, 4404, 4413]); // closed for a reason that trying again does not change

// A place in a stream: what has been shown, up to which number. Everything passes here, so nothing is shown twice,
// out of order, or after a hole.
export class Place {
  constructor(number = null) {
    this.number = number; // null: the page knows none, and takes the state it is told
  }

  // What is new in a frame: {events, reset, hole}. After a hole, ask for what came after `number`.
  take(frame) {
    if (frame.reset) {
      this.number = frame.number;
      return { events: [], reset: true, hole: false };
    }
    if (frame.present || this.number === null) {
      this.number = Math.max(this.number ?? 0, frame.number);
      return { events: frame.events, reset: false, hole: false };
    }
    const events = [];
    for (const event of frame.events) {
      if (event.n <= this.number) continue;
      if (event.n > this.number + 1) break;
      this.number = event.n;
      events.push(event);
    }
    return { events, reset: false, hole: frame.number > this.number };
  }
}

// `ears` have {key, place, hear(events), reset(), refused()}; `tell` hears "live", "polling" or "off".
export class Line {
  constructor({ socketUrl, eventsUrl, language, tell = () => {} }) {
    Object.assign(this, { socketUrl, eventsUrl, language, tell });
    this.ears = new Map();
    this.attempts = 0;
    this.ended = false;
  }

  listen(ear) {
    this.ears.set(ear.key, ear);
    if (this.isOpen) this.join([ear]);
  }

  leave(key) {
    this.ears.delete(key);
    if (this.isOpen) this.say({ leave: [key] });
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  start() {
    this.open();
    // Browsers stop clocks and sockets of pages that sleep, and do not always say so.
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    addEventListener("pagehide", () => this.close());
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    document.addEventListener("resume", () => this.wake());
    setInterval(() => this.isOpen && Date.now() - this.heardAt > SILENCE && this.drop(), 5_000);
  }

  open() {
    clearTimeout(this.retry);
    if (this.ended || this.isOpen || this.socket?.readyState === WebSocket.CONNECTING) return;
    // After three seconds without an open socket plain requests take over; the socket may still come.
    this.fallback ||= setTimeout(() => this.poll(), WAIT_FOR_SOCKET);
    let socket;
    try {
      socket = this.socket = new WebSocket(`${this.socketUrl}?language=${this.language}`);
    } catch {
      this.later();
      return;
    }
    const giveUp = setTimeout(() => socket.close(), 10_000);
    socket.onopen = () => {
      clearTimeout(giveUp);
      this.heardAt = this.openedAt = Date.now();
      this.join([...this.ears.values()]);
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.socket) this.read(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(giveUp);
      if (socket !== this.socket) return;
      this.socket = null;
      if (Date.now() - (this.openedAt ?? Infinity) > 10_000) this.attempts = 0;
      this.openedAt = undefined;
      if (HOPELESS.has(code)) this.ended = true;
      this.later(code);
    };
  }

  // Come back after a while: soon when the server asked for it, else longer each time, and never all pages at once.
  later(code) {
    this.fallback ||= setTimeout(() => this.poll(), this.ended ? 0 : WAIT_FOR_SOCKET);
    if (this.ended) return;
    const quick = code === 4008 || code === 1012;
    const most = quick ? 2_000 : Math.min(LONGEST_PAUSE, 1_000 * 2 ** this.attempts++);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), most * (0.3 + 0.7 * Math.random()));
  }

  close() {
    clearTimeout(this.retry);
    this.stopPolling();
    const { socket } = this;
    this.socket = null;
    socket?.close(1000);
  }

  // A socket that has gone silent: its close may never be reported.
  drop() {
    this.close();
    this.open();
  }

  // The page was asleep, hidden or cut off: find out at once what was missed.
  wake() {
    this.attempts = 0;
    if (this.isOpen) {
      this.say({ ping: 1 });
      const asked = Date.now();
      setTimeout(() => this.isOpen && this.heardAt < asked && this.drop(), 3_000);
    } else {
      this.open();
      this.poll(); // until the socket is there
    }
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  join(ears) {
    if (ears.length) this.say({ join: Object.fromEntries(ears.map((ear) => [ear.key, ear.place.number])) });
  }

  read(frame) {
    this.heardAt = Date.now();
    if (frame.heartbeat) {
      for (const [key, number] of Object.entries(frame.heartbeat)) this.compare(key, number);
    } else if (frame.refused) {
      this.refuse(frame.refused);
    } else if (frame.typing) {
      this.ears.get(frame.typing)?.typing?.(frame);
    } else if (frame.stream) {
      this.stopPolling();
      this.tell("live");
      this.take(this.ears.get(frame.stream), frame);
    }
  }

  compare(key, number) {
    const behind = () => (this.ears.get(key)?.place.number ?? Infinity) < number;
    if (behind()) setTimeout(() => behind() && this.catchUp(this.ears.get(key)), GRACE);
  }

  refuse(key) {
    const ear = this.ears.get(key);
    this.ears.delete(key);
    ear?.refused();
  }

  // A frame for one ear, however it came.
  take(ear, frame) {
    if (!ear) return;
    const { events, reset, hole } = ear.place.take(frame);
    if (events.length) ear.hear(events);
    if (reset) ear.reset();
    else if (hole) setTimeout(() => this.catchUp(ear), 100);
  }

  // Ask over plain HTTP what came after an ear's number; answers whether the server answered.
  async catchUp(ear) {
    if (!ear || ear.asking) return true;
    ear.asking = true;
    try {
      const query = new URLSearchParams({ stream: ear.key, after: ear.place.number ?? "now", language: this.language });
      const answer = await fetch(`${this.eventsUrl}?${query}`, { headers: { Accept: "application/json" } });
      if (answer.status === 404) this.refuse(ear.key);
      if (answer.status >= 500) return false;
      if (answer.ok && this.ears.get(ear.key) === ear) this.take(ear, await answer.json());
      return true;
    } catch {
      return false;
    } finally {
      ear.asking = false;
    }
  }

  async catchUpAll() {
    const answers = await Promise.all([...this.ears.values()].map((ear) => this.catchUp(ear)));
    return answers.every(Boolean);
  }

  async poll() {
    this.polling = true;
    clearTimeout(this.nextPoll);
    const answered = await this.catchUpAll();
    if (!this.polling) return;
    this.failures = answered ? 0 : (this.failures ?? 0) + 1;
    this.tell(answered ? "polling" : "off");
    const pause = (document.hidden ? POLL_HIDDEN : POLL_SEEN) * 2 ** Math.min(this.failures, 3);
    clearTimeout(this.nextPoll);
    this.nextPoll = setTimeout(() => this.poll(), pause * (0.9 + 0.2 * Math.random()));
  }

  stopPolling() {
    clearTimeout(this.fallback);
    clearTimeout(this.nextPoll);
    this.fallback = null;
    this.polling = false;
  }
}
