// The examples of lparallel's documentation, on the threads of this machine or, with a cluster's name, on its workers.
//
//   $ node examples/operators/operators.mjs
//   $ node examples/operators/operators.mjs my-cluster
import { connect } from 'zfarm';
import { folds } from './folds.mjs';
import { futures } from './futures.mjs';
import { messages } from './messages.mjs';
import { priorities } from './priorities.mjs';
import { rectangle } from './rectangle.mjs';
import { submitReceive } from './submit-receive.mjs';
import { tags } from './tags.mjs';
import { together } from './together.mjs';
import { workerValues } from './worker-values.mjs';

const [name] = process.argv.slice(2);
const cluster = await connect(name === undefined ? { local: 'always', localThreads: 2 } : { cluster: name });
try {
  for (const example of [
    submitReceive,
    priorities,
    futures,
    together,
    folds,
    rectangle,
    tags,
    workerValues,
    messages,
  ]) {
    console.log(`\n${example.name}`);
    await example(cluster);
  }
  console.log('\nAll answers are right.');
} finally {
  await cluster.close();
}
