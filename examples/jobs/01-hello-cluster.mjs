// The shortest program: an ordinary function over all machines that run `zfarm worker`, or over this one if there is none.
//   node examples/jobs/01-hello-cluster.mjs
import { hostname } from 'node:os';
import { runOnCluster } from 'zfarm';

const greeting = 'Hello from';
const lines = await runOnCluster((n) => `${greeting} ${hostname()}: ${n} squared is ${n * n}`, [1, 2, 3, 4]);
for (const line of lines) console.log(line);
