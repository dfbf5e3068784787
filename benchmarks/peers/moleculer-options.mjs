import { Server } from 'node:net';
import moleculer from 'moleculer';

/** By itself it refuses what is longer than 1 MiB, and closes the connection. */
const PACKET_BYTES_MAX = 2 ** 30;

/** Listens on loopback alone: the library has no option for it, and takes every interface. */
class LoopbackTransporter extends moleculer.Transporters.TCP {
  startTcpServer() {
    const { listen } = Server.prototype;
    Server.prototype.listen = function (options, done) {
      return listen.call(this, { ...options, host: '127.0.0.1' }, done);
    };
    try {
      // Calls `listen` before it returns.
      return super.startTcpServer();
    } finally {
      Server.prototype.listen = listen;
    }
  }
}

/** Of one among the nodes that know each other by these ports of loopback. @param {number} index @param {readonly number[]} ports */
export function brokerOptions(index, ports) {
  return {
    nodeID: `node-${index}`,
    namespace: 'bench',
    logger: false,
    skipProcessEventRegistration: true,
    transporter: new LoopbackTransporter({
      // Found by their addresses: discovery would go out on every interface.
      udpDiscovery: false,
      maxPacketSize: PACKET_BYTES_MAX,
      port: ports[index],
      urls: ports.map((port, other) => `tcp://127.0.0.1:${port}/node-${other}`),
    }),
    // What a node tells the others of itself is where they connect to.
    created: (broker) => {
      broker.registry.nodes.localNode.hostname = '127.0.0.1';
    },
  };
}
