// Beacons of random UUIDs as fast as they leave, from many addresses: `node beacon-flood.mjs PORT MS`. Prints how many.
import { randomFillSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

const port = Number(process.argv[2]);
const endAt = performance.now() + Number(process.argv[3]);
const closedPort = 9;
const eachTurn = 5;

// Nobody listens at these addresses of loopback, whatever connects there.
const sockets = await Promise.all(
  Array.from({ length: 200 }, async (_, index) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.bind(0, `127.9.0.${index + 1}`);
    await once(socket, 'listening');
    socket.setBroadcast(true);
    // A connected socket sends at once, without looking the address up.
    socket.connect(port, '127.255.255.255');
    await once(socket, 'connect');
    return socket;
  }),
);

const bytes = 22;
const slab = Buffer.alloc(bytes * eachTurn * sockets.length);
const datagrams = Array.from({ length: eachTurn * sockets.length }, (_, index) =>
  slab.subarray(index * bytes, (index + 1) * bytes),
);

let sent = 0;
for (const socket of sockets) socket.on('error', () => (sent -= 1));
while (performance.now() < endAt) {
  randomFillSync(slab);
  for (const [index, datagram] of datagrams.entries()) {
    datagram.writeUInt32BE(0x5a524501);
    datagram.writeUInt16BE(closedPort, 20);
    sockets[index % sockets.length].send(datagram);
  }
  sent += datagrams.length;
  await setImmediate();
}
console.log(sent);
process.exit();
