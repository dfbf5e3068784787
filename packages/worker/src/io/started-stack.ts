/** The error tells where the job was started, before it tells what came from afar. */
export function withFrames(stack: string, started: string): string {
  const frames = started.split('\n').filter((line) => line.includes('zfarm:'));
  const [head = '', ...rest] = stack.split('\n--- on worker');
  return [[head, ...frames].join('\n'), ...rest].join('\n--- on worker');
}
