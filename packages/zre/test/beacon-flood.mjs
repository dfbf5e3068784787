// Beacons of random UUIDs as fast as they leave, from many addresses: `node beacon-flood.mjs PORT MS`. Prints how many.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const port = Number(process.argv[2]);
const endAt = performance.now() + Number(process.argv[3]);
const closedPort = 9;

// Nobody listens at these addresses of loopback, whatever connects there.
const sockets = await Promise.all(
  Array.from({ length: 200 }, async (_, index) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.bind(0, `127.9.0.${index + 1}`);
    await once(socket, 'listening');
    socket.setBroadcast(true);
    return socket;
  }),
);
const datagram = Buffer.alloc(22);
datagram.write('ZRE');
datagram[3] = 1;
datagram.writeUInt16BE(closedPort, 20);

let sent = 0;
const send = (socket) =>
  new Promise((resolve) => {
    randomBytes(16).copy(datagram, 4);
    socket.send(Buffer.from(datagram), port, '127.255.255.255', (error) => resolve(error === null ? 1 : 0));
  });
while (performance.now() < endAt) {
  const left = await Promise.all(sockets.map(send));
  sent += left.reduce((sum, one) => sum + one, 0);
}
console.log(sent);
process.exit();
