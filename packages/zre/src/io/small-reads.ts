import type { Dealer, Router } from 'zeromq';

/** How many octets libzmq takes from a connection at once, messages that are longer apart: a draft option, 8,192 by default. */
const inBatchSizeOption = 101;

/** A PING of ZMTP, with its frame, has at least 7 octets; sealed by CURVE, 40. */
const inBatchSize = { open: 4, sealed: 32 } as const;

/**
 * libzmq 4.3.5 ends the process (`Assertion failed: !_io_error`) when, of a connection that it had stopped reading as its queue was full and that
 * the other side has hung up since, it finds a PING in what it has read already. Whoever is let in can bring that about within a second.
 * With so few octets at a time no PING is left behind the message at which it stopped. A short message costs 2 µs more; long ones nothing.
 */
export function readInSmallPieces(socket: Router | Dealer, as: keyof typeof inBatchSize): void {
  try {
    socket['setInt32Option'](inBatchSizeOption, inBatchSize[as]);
  } catch {
    // A libzmq that was built without draft options.
  }
}
