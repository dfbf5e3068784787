const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** As bytes what is written in Z85 (ZeroMQ RFC 32). */
export function decodeZ85(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 5) {
    let value = 0;
    for (const letter of text.slice(at, at + 5)) value = value * 85 + Z85.indexOf(letter);
    view.setUint32((at / 5) * 4, value);
  }
  return bytes;
}

function encodeZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = view.getUint32(at);
    let letters = '';
    for (let digit = 0; digit < 5; digit += 1) {
      letters = `${Z85[value % 85]}${letters}`;
      value = Math.floor(value / 85);
    }
    text += letters;
  }
  return text;
}

/** The forms in which bytes, their number a multiple of 4, may stand in a text: plain, and those again within JSON and HTML. */
export function disguises(secret: Uint8Array): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const z85 = encodeZ85(bytes);
  const written = [
    hex,
    hex.toUpperCase(),
    z85,
    ...[bytes, Buffer.from(hex), Buffer.from(z85)].flatMap(inBase64),
  ];
  const lists = [[...bytes].join(','), [...bytes].join(', ')];
  return [...written, ...lists, bytes.toString('latin1')].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ]);
}

/** Without its last letters, which depend on what follows. */
function inBase64(bytes: Buffer): string[] {
  return (['base64', 'base64url'] as const).map((encoding) =>
    bytes.toString(encoding).replace(/=+$/, '').slice(0, -1),
  );
}
