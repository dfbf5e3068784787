// Ships each case of a program, lets the copy fail in this process, and prints the stacks mapped back.
import { pathToFileURL } from 'node:url';
import { reviveFunction } from '../../dist/index.js';
import { captureFunction, mapStack } from '../../dist/shipping.js';

const { cases } = await import(pathToFileURL(process.argv[2]).href);
const stacks = [];
for (const fn of cases) {
  const shipped = await captureFunction(fn).ship();
  try {
    await reviveFunction(shipped)();
  } catch (error) {
    stacks.push(mapStack(error.stack, shipped));
  }
}
process.stdout.write(JSON.stringify(stacks));
