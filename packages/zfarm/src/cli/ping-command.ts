import { setTimeout as delay } from 'node:timers/promises';
import type { ZreNode } from '@zfarm/zre';
import { Command } from 'commander';
import { EXIT } from './exit.js';
import { addInterfaceOptions, findInterface, type InterfaceFlags } from './network-options.js';
import { nodeName, wholeNumber } from './option-values.js';
import { peerSecurity } from './peer-security.js';
import { type PingNews, pingJsonLine, pingLogLine } from './ping-log.js';
import { onEnding } from './signals.js';

interface PingFlags extends InterfaceFlags {
  readonly name?: string;
  readonly count?: number;
  readonly seconds?: number;
  readonly json?: boolean;
}

const EPILOGUE = `
Examples:
  $ zfarm ping
  $ zfarm ping --interface eth0
  $ zfarm ping --count 1 --seconds 5 && echo somebody answers

The exchange is that of libzyre's zpinger, which it pings as well: "Hello" is
whispered to whoever enters, and shouted to the group GLOBAL for each whisper.
A zfarm worker is told of and does not answer: see zfarm nodes.
Exit codes: 0 the count was reached or, without one, a ping came in time;
1 the time ran out before that, or something failed; 2 wrong usage; 130 ended
by Ctrl-C, 143 by SIGTERM.`;

const GROUP = 'GLOBAL';
const PING = 'Hello';

/** A goodbye goes by UDP and would overtake the last answer, which then nobody heeds. */
const ANSWER_LEAVES_MS = 100;

export function pingCommand(done: (exitCode: number) => void): Command {
  const command = new Command('ping')
    .option('--name <name>', 'what others call it (default: the start of its UUID)', nodeName)
    .option('--count <n>', 'end after so many pings have come in', wholeNumber(1, 1_000_000_000))
    .option('--seconds <n>', 'end after so long', wholeNumber(1, 1_000_000))
    .option('--json', 'print a line of JSON for each event');
  return addInterfaceOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: PingFlags) => done(await ping(flags)));
}

async function ping(flags: PingFlags): Promise<number> {
  const on = findInterface(flags.interface);
  const { ZreNode } = await import('@zfarm/zre');
  const node = new ZreNode({
    interface: on.address,
    ...peerSecurity(flags, on),
    port: flags.port,
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  const line = flags.json === true ? pingJsonLine : pingLogLine;
  const pings = new PingCounter();
  const tell = (news: PingNews): void => {
    if (!pings.ended) process.stdout.write(`${line(news, new Date())}\n`);
  };
  const ended = endOf(pings, flags);
  takePart(node, tell, () => pings.add());
  node.join(GROUP);
  await node.start();
  tell({ type: 'start', peer: node.uuid, name: node.name });
  const exitCode = await ended;
  await delay(exitCode === EXIT.ok ? ANSWER_LEAVES_MS : 0);
  await node.stop();
  return exitCode;
}

class PingCounter {
  received: number = 0;
  /** What comes after the end is answered still, but no longer told. */
  ended: boolean = false;
  onReceived: () => void = () => {};

  add(): void {
    this.received += 1;
    this.onReceived();
  }
}

function takePart(node: ZreNode, tell: (news: PingNews) => void, count: () => void): void {
  node.on('enter', (event) => {
    tell(event);
    node.whisper(event.peer, PING);
  });
  node.on('exit', tell);
  node.on('whisper', (event) => {
    tell(event);
    node.shout(GROUP, PING);
    count();
  });
  node.on('shout', (event) => {
    tell(event);
    count();
  });
}

/** Resolves with the exit code when the count, the time, the reader of the output or a signal ends it. */
function endOf(pings: PingCounter, { count, seconds }: PingFlags): Promise<number> {
  return new Promise((resolve) => {
    const end = (exitCode: number): void => {
      pings.ended = true;
      resolve(exitCode);
    };
    onEnding(end);
    // A reader that has enough, such as head, closes the pipe.
    process.stdout.on('error', () => end(EXIT.ok));
    pings.onReceived = () => {
      if (pings.received === count) end(EXIT.ok);
    };
    if (seconds === undefined) return;
    const late = (): void => end(count === undefined && pings.received > 0 ? EXIT.ok : EXIT.failed);
    setTimeout(late, seconds * 1000).unref();
  });
}
