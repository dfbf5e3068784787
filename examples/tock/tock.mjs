// How far apart are the clocks of two machines? A server shouts the time each second, on the second; a client
// prints how late by its own clock each shout came: the offset of the clocks and the time on the way.
// The same programs as tock-server and tock-client of cl-zyre, and they understand each other.
//   node examples/tock/tock.mjs server --interface eth0
//   node examples/tock/tock.mjs client --interface eth0
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ZreNode } from '@zfarm/zre';
import { formatTimestamp, parseTimestamp, wallClockMs } from './timestamp.mjs';

const GROUP = 'tick-tock';
const SECOND_MS = 1000;

/** A timer may come this much too late, so the rest is waited for awake. */
const AWAKE_MS = 10;

/** Longest content that is looked at: a timestamp has about 30 octets. */
const TIMESTAMP_BYTES_MAX = 64;

const USAGE = `Usage: node tock.mjs server|client [options]

  --interface <if>  network interface, by name or address (default: 127.0.0.1)
  --port <n>        UDP port on which nodes find each other (default: 5670)
  --name <name>     what others call it (default: the host name)
  --count <n>       end after so many shouts (default: at Ctrl-C)

Example, in two terminals:
  $ node examples/tock/tock.mjs server
  $ node examples/tock/tock.mjs client --count 3`;

class UsageError extends Error {
  name = 'UsageError';
}

await run().catch((error) => {
  process.stderr.write(`tock: ${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

async function run() {
  const { role, count, help, ...options } = readArguments();
  if (help) {
    console.log(USAGE);
    return;
  }
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  process.once('SIGTERM', () => ending.abort());
  const node = new ZreNode(options);
  node.join(GROUP);
  try {
    if (role === 'server') await serve(node, count, ending.signal);
    else await listen(node, count, ending.signal);
  } finally {
    await node.stop();
  }
}

function readArguments() {
  const { values, positionals } = parsedArguments();
  const [role, ...rest] = positionals;
  if (!values.help && (rest.length > 0 || (role !== 'server' && role !== 'client')))
    throw new UsageError('say "server" or "client"; see --help');
  return {
    role,
    help: values.help,
    count:
      values.count === undefined
        ? Number.POSITIVE_INFINITY
        : wholeNumber('count', values.count, 1_000_000_000),
    interface: values.interface,
    port: wholeNumber('port', values.port, 65_535),
    name: values.name,
  };
}

function parsedArguments() {
  const text = (preset) => ({ type: 'string', default: preset });
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        interface: text('127.0.0.1'),
        port: text('5670'),
        name: text(hostname()),
        count: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${cause.message.split('. ')[0]}; see --help`, { cause });
  }
}

function wholeNumber(option, text, max) {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= max) return Number(text);
  throw new UsageError(`--${option} takes a whole number from 1 to ${max}, got "${text}"; see --help`);
}

async function serve(node, count, signal) {
  await node.start();
  // Two seconds from now, so that those who are there have been met.
  let due = Math.floor(Date.now() / SECOND_MS) * SECOND_MS + 2 * SECOND_MS;
  for (let shouts = 0; shouts < count; shouts += 1) {
    await delay(due - Date.now() - AWAKE_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    while (Date.now() < due);
    const timestamp = formatTimestamp(Date.now());
    node.shout(GROUP, timestamp);
    console.log(`>> Tock! (${timestamp})`);
    // The next second that is still to come, also when the clock was set meanwhile.
    due = Math.floor(Date.now() / SECOND_MS) * SECOND_MS + SECOND_MS;
  }
  // A goodbye goes by UDP and would overtake the last shout.
  await delay(100);
}

async function listen(node, count, signal) {
  let heard = 0;
  await new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve());
    // A listener is called as soon as the message is there; what waits in a queue would tell of the queue.
    node.on('shout', ({ name, group, content: [frame] }) => {
      const receivedAt = wallClockMs();
      if (group !== GROUP || frame === undefined || frame.length > TIMESTAMP_BYTES_MAX) return;
      const sentAt = parseTimestamp(frame.toString());
      if (sentAt === undefined || heard === count) return;
      console.log(`>> ${(receivedAt - sentAt).toFixed(3)} msec (${printable(name)})`);
      heard += 1;
      if (heard === count) resolve();
    });
    node.start().catch(reject);
  });
}

/** Names come from others, and must not steer the terminal. */
function printable(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
