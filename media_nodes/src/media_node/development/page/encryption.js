// Encrypts and decrypts frames between codec and packetiser: AES-GCM with a key from a passphrase.
// It shows that the node needs no plaintext. The platform's clients will use SFrame (RFC 9605).

// Bytes left clear for packetisers: VP8's frame header, Opus's table of contents.
const clear = (kind, type) => (kind === "audio" ? 1 : type === "key" ? 10 : 3);
const counts = { encrypted: 0, decrypted: 0, failed: 0 };
let ready;
const key = new Promise((resolve) => (ready = resolve));

onmessage = async ({ data: { passphrase } }) => {
  const secret = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(passphrase));
  ready(await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]));
};

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part.buffer ?? part, part.byteOffset ?? 0, part.byteLength), at);
    at += part.byteLength;
  }
  return whole.buffer;
}

async function encrypt(frame, head, body, iv) {
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: head }, await key, body);
  frame.data = joined(head, sealed, iv);
  counts.encrypted += 1;
}

async function decrypt(frame, head, body) {
  const iv = body.subarray(body.length - 12);
  const sealed = body.subarray(0, body.length - 12);
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: head }, await key, sealed);
  frame.data = joined(head, opened);
  counts.decrypted += 1;
}

onrtctransform = ({ transformer }) => {
  const { direction, kind } = transformer.options;
  const salt = crypto.getRandomValues(new Uint32Array(2));
  let counter = 0;
  const transform = async (frame, controller) => {
    const data = new Uint8Array(frame.data);
    const head = data.slice(0, clear(kind, frame.type));
    const body = data.slice(head.length);
    try {
      if (direction === "encrypt") {
        const iv = new Uint8Array(new Uint32Array([...salt, counter++]).buffer);
        await encrypt(frame, head, body, iv);
      } else {
        await decrypt(frame, head, body);
      }
      controller.enqueue(frame);
    } catch {
      counts.failed += 1; // another key: the frame is dropped
    }
    if ((counts.encrypted + counts.decrypted + counts.failed) % 20 === 0) postMessage({ ...counts });
  };
  transformer.readable.pipeThrough(new TransformStream({ transform })).pipeTo(transformer.writable);
};
