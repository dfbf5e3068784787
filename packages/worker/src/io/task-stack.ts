/** Where the files of this package lie, as stack traces name them. */
const OWN_FILES = new URL('.', import.meta.url).href;

/**
 * A stack without the frames below the task: how a thread came to call it says nothing to whoever wrote it. One that has no
 * frame of the task is left whole.
 */
export function taskStack(stack: string): string {
  const lines = stack.split('\n');
  const last = lines.findLastIndex((line) => !isBelowTasks(line));
  const reaches = lines.slice(0, last + 1).some(isFrame);
  return reaches ? lines.slice(0, last + 1).join('\n') : stack;
}

function isFrame(line: string): boolean {
  return line.startsWith('    at ');
}

function isBelowTasks(line: string): boolean {
  return (
    isFrame(line) &&
    (line.includes(OWN_FILES) || line.includes('(node:internal/') || line.includes('at node:internal/'))
  );
}
