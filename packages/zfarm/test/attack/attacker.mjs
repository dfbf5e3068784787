// One attack, in a process and perhaps on a host of its own: node attacker.mjs <name> <target as JSON>. Prints as JSON what came of it.
import { forgedBeacons } from './beacons.mjs';
import { hugeFrames, malformedBytes, siege, silentConnections } from './bytes.mjs';
import { floodAndHangUp } from './floods.mjs';
import { gossipLies } from './gossips.mjs';
import { stolenEndpoint, stolenUuid } from './impostors.mjs';
import { hostileClient, hostilePeer, hostileWorker } from './members.mjs';
import { servant } from './servants.mjs';
import { strangers } from './strangers.mjs';

const attacks = {
  floodAndHangUp,
  forgedBeacons,
  gossipLies,
  hostileClient,
  hostilePeer,
  hostileWorker,
  hugeFrames,
  malformedBytes,
  servant,
  siege,
  silentConnections,
  stolenEndpoint,
  stolenUuid,
  strangers,
};
const [, , name, target] = process.argv;
console.log(JSON.stringify((await attacks[name](JSON.parse(target))) ?? {}));
// Sockets that are still open have had their time.
process.exit(0);
