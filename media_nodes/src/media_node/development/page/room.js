// A client of a room: one WebSocket, one peer connection. The client offers whatever changes.

const LOW = { rid: "l", scaleResolutionDownBy: 4, maxBitrate: 150_000 };
const MIDDLE = { rid: "m", scaleResolutionDownBy: 2, maxBitrate: 500_000 };
const HIGH = { rid: "h", scaleResolutionDownBy: 1, maxBitrate: 1_500_000 };

// Browsers encode no more than two layers of pictures lower than 540 lines.
const layersOf = (height) => (height < 540 ? [MIDDLE, HIGH] : [LOW, MIDDLE, HIGH]);

export class Room extends EventTarget {
  constructor(options) {
    super();
    this.options = { width: 640, height: 360, frameRate: 30, capture: 360, simulcast: true, ...options };
    this.participants = new Map();
    this.tracks = new Map();
    this.slots = new Map(); // track id -> transceiver
    this.mine = []; // { transceiver, source, heights }
    this.pending = new Map();
    this.nextId = 1;
    this.negotiating = Promise.resolve();
    this.worker = options.passphrase ? this.#startWorker() : null;
  }

  async join() {
    this.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.pc.onconnectionstatechange = () => this.#emit("status", this.pc.connectionState);
    this.socket = new WebSocket(this.options.socketUrl);
    this.socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    this.socket.onclose = () => this.#emit("status", "socket closed");
    await new Promise((resolve, reject) => {
      this.socket.onopen = resolve;
      this.socket.onerror = reject;
    });
    const query = new URLSearchParams({ room: this.options.room, user: this.options.user ?? "" });
    const { token } = await (await fetch(`${this.options.tokenUrl}?${query}`)).json();
    this.me = await this.ask("join", { token });
    for (const p of this.me.participants) this.participants.set(p.participant_id, p);
    for (const t of this.me.tracks) this.tracks.set(t.id, t);
    this.chat = this.pc.createDataChannel("chat");
    this.chat.onmessage = ({ data }) => this.#emit("message", data);
    await this.negotiate();
  }

  async publish() {
    const { width, capture, frameRate, simulcast, codec } = this.options;
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: true,
      video: { width, height: capture, frameRate },
    });
    const [audio] = stream.getAudioTracks();
    const [video] = stream.getVideoTracks();
    const layers = simulcast ? layersOf(capture) : [];
    const heights = Object.fromEntries(
      layers.map(({ rid, scaleResolutionDownBy }) => [rid, Math.round(capture / scaleResolutionDownBy)]));
    const encodings = simulcast ? layers.map((layer) => ({ ...layer })) : [{ maxBitrate: 1_500_000 }];
    const microphone = this.pc.addTransceiver(audio, { direction: "sendonly" });
    const camera = this.pc.addTransceiver(video, { direction: "sendonly", sendEncodings: encodings });
    if (codec) {
      const all = RTCRtpSender.getCapabilities("video").codecs;
      const wanted = new RegExp(`/(${codec}|rtx)$`, "i");
      camera.setCodecPreferences(all.filter(({ mimeType }) => wanted.test(mimeType)));
    }
    this.#transform(microphone.sender, "encrypt", "audio");
    this.#transform(camera.sender, "encrypt", "video");
    this.mine.push({ transceiver: microphone, source: "microphone", heights: {} });
    this.mine.push({ transceiver: camera, source: "camera", heights });
    await this.negotiate();
    return stream;
  }

  // Offers are made one after another; each makes a slot for every track that has none.
  negotiate() {
    this.negotiating = this.negotiating.then(() => this.#negotiate());
    return this.negotiating;
  }

  async show(trackId, height) {
    await this.ask("subscribe", { mid: this.slots.get(trackId).mid, track_id: trackId, height });
  }

  async mute() {
    const own = [...this.tracks.values()].find(
      (t) => t.participant_id === this.me.participant_id && t.source === "microphone");
    const { muted } = await this.ask("mute", { track_id: own.id, muted: !own.muted });
    own.muted = muted;
    return muted;
  }

  async leave() {
    await this.ask("leave", {});
    this.pc.close();
  }

  ask(op, d) {
    const id = String(this.nextId++);
    this.socket.send(JSON.stringify({ op, id, d }));
    return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
  }

  // What is received, by participant; and what is sent.
  async figures() {
    const byMid = new Map();
    for (const [trackId, transceiver] of this.slots) byMid.set(transceiver.mid, this.tracks.get(trackId));
    const figures = [];
    for (const s of (await this.pc.getStats()).values()) {
      if (s.type === "inbound-rtp" && byMid.get(s.mid)) {
        const { participant_id, kind } = byMid.get(s.mid);
        const text = kind === "video" ? `${s.frameWidth ?? 0}x${s.frameHeight ?? 0} ${s.framesPerSecond ?? 0}/s` : "";
        if (kind === "video") figures.push({ participant_id, text });
      } else if (s.type === "outbound-rtp" && s.kind === "video" && s.active) {
        figures.push({ participant_id: "me", text: `${s.rid ?? ""} ${s.frameHeight ?? 0}p` });
      }
    }
    return figures;
  }

  async #negotiate() {
    const fresh = [];
    for (const track of this.tracks.values()) {
      if (track.participant_id === this.me.participant_id || this.slots.has(track.id)) continue;
      const free = this.pc.getTransceivers().find((t) => t.free === track.kind);
      const transceiver = free ?? this.pc.addTransceiver(track.kind, { direction: "recvonly" });
      if (!free) this.#transform(transceiver.receiver, "decrypt", track.kind);
      transceiver.free = null;
      this.slots.set(track.id, transceiver);
      fresh.push({ track, transceiver });
    }
    await this.pc.setLocalDescription();
    const lines = {};
    for (const { transceiver, source, heights } of this.mine) {
      lines[transceiver.mid] = { source, heights };
    }
    for (const { track, transceiver } of fresh) {
      lines[transceiver.mid] = { group: track.participant_id.slice(4, 16) };
    }
    const { sdp } = await this.ask("offer", { sdp: this.pc.localDescription.sdp, lines });
    await this.pc.setRemoteDescription({ type: "answer", sdp });
    for (const { track, transceiver } of fresh) {
      const participant = this.participants.get(track.participant_id) ?? track;
      this.#emit("track", { participant, track: transceiver.receiver.track });
      const height = track.kind === "video" ? this.options.height : null;
      await this.ask("subscribe", { mid: transceiver.mid, track_id: track.id, height });
    }
  }

  #take({ op, id, d }) {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (op === "error") {
      this.#emit("status", `${d.code}: ${d.message}`);
      waiting?.reject(new Error(d.code));
      return;
    }
    if (op === "participant_joined") this.participants.set(d.participant_id, d);
    if (op === "participant_left") {
      this.participants.delete(d.participant_id);
      this.#emit("gone", d.participant_id);
    }
    if (op === "track_published") {
      this.tracks.set(d.id, d);
      this.negotiate();
    }
    if (op === "track_ended") this.#end(d.track_id);
    if (op === "track_muted") this.tracks.set(d.id, d);
    if (op === "speakers") this.#emit("speakers", d.recent);
    waiting?.resolve(d);
  }

  #end(trackId) {
    const track = this.tracks.get(trackId);
    const transceiver = this.slots.get(trackId);
    this.tracks.delete(trackId);
    this.slots.delete(trackId);
    if (transceiver) transceiver.free = track.kind;
  }

  #transform(end, direction, kind) {
    if (this.worker) {
      end.transform = new RTCRtpScriptTransform(this.worker, { direction, kind });
    }
  }

  #startWorker() {
    const worker = new Worker("/page/encryption.js");
    worker.postMessage({ passphrase: this.options.passphrase });
    worker.onmessage = ({ data }) => (this.encryption = data);
    return worker;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
