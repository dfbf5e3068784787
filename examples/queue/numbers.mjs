// A queue between two programs, in two terminals:
//
//   node examples/queue/numbers.mjs squares      owns the queue and takes what comes, until it is closed
//   node examples/queue/numbers.mjs count 20     puts the numbers from 1 to 20 into it, and closes it
//
// The queue holds four items, so who counts waits for who squares. Further arguments: the port of the beacons and the
// interface, for both alike.
import { connect } from 'zfarm';

const [role = '', ...rest] = process.argv.slice(2);
const count = role === 'count' ? Number(rest.shift() ?? 20) : 0;
const [port, face] = rest;
const network = { ...(port && { port: Number(port) }), ...(face && { interface: face }) };

const cluster = await connect({ local: 'never', ...network });

if (role === 'squares') {
  /** @type {import('zfarm').ClusterQueue<number>} */
  const numbers = cluster.queue('numbers', { capacity: 4 });
  // By the first call that is answered the queue is there, and owned.
  console.log(`waiting for numbers, ${await numbers.size()} are there`);
  for await (const number of numbers) console.log(`${number} squared is ${number ** 2}`);
} else if (role === 'count') {
  // The other program is to own it.
  const numbers = cluster.queue('numbers', { create: false });
  for (let number = 1; number <= count; number += 1) await numbers.push(number);
  await numbers.close();
  console.log(`put ${count} numbers into the queue`);
} else {
  console.error('Say what this program is to do: squares or count.');
  process.exitCode = 2;
}
await cluster.close();
