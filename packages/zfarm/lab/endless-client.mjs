// Runs a job that goes on until its standard input says `stop`, on workers alone. Says in JSON lines which workers there
// are whenever that changes, each result as it comes, and in the end what the job says of itself.
import { connect } from '../dist/index.js';

const [, , address] = process.argv;
const say = (report) => console.log(JSON.stringify(report));
const cluster = await connect({ interface: address, local: 'never', minWorkers: 2 });

let running = true;
process.stdin.once('data', () => {
  running = false;
  process.stdin.destroy();
});
let told = '';
const watch = setInterval(() => {
  const names = cluster.workers().map(({ name }) => name);
  if (told === names.join()) return;
  told = names.join();
  say({ workers: names });
}, 50);

function* numbers() {
  for (let n = 0; running; n += 1) yield n;
}
async function square(n, { worker, attempt }) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  return { n, squared: n * n, worker, attempt };
}
const job = cluster.map(square, numbers(), { ordered: false });
for await (const result of job) say({ result });
clearInterval(watch);
say({ stats: job.stats });
await cluster.close();
