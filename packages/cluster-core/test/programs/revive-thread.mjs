// A worker thread that knows nothing of the program: it gets shipped functions and answers with what they yield.
import { parentPort } from 'node:worker_threads';
import { decodeList, encodeValue, reviveFunction } from '../../dist/index.js';

parentPort.on('message', async ({ shipped, args }) => {
  let outcome;
  try {
    outcome = { value: await reviveFunction(shipped)(...decodeList(args)) };
  } catch (error) {
    outcome = { error };
  }
  parentPort.postMessage(encodeValue(outcome));
});
