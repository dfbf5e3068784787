/** The other process of values-against-raw.mjs: sends back what it is sent, byte for byte, with zeromq.js alone. */
import { Dealer } from 'zeromq';

const socket = new Dealer({ linger: 0 });
socket.connect(process.argv[2] ?? '');
process.once('disconnect', () => process.exit(0));
for await (const [bytes] of socket) await socket.send(/** @type {Buffer} */ (bytes));
