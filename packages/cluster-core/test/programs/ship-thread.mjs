// Ships the functions of a program from within a worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { shipFunction } from '../../dist/shipping.js';

const { cases } = await import(workerData.program);
parentPort.postMessage(cases.map(({ fn }) => shipFunction(fn)));
