// One attack, in a process and perhaps on a host of its own: node attacker.mjs <name> <target as JSON>. Prints as JSON what came of it.
import * as beacons from './beacons.mjs';
import * as bytes from './bytes.mjs';
import * as members from './members.mjs';
import * as servants from './servants.mjs';
import * as strangers from './strangers.mjs';

const [, , name, target] = process.argv;
const attack = { ...bytes, ...strangers, ...beacons, ...members, ...servants }[name];
console.log(JSON.stringify((await attack(JSON.parse(target))) ?? {}));
// Sockets that are still open have had their time.
process.exit(0);
