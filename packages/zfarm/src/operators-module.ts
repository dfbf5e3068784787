/** Loaded by the threads of a worker, so that tasks may call operators. */
export const operatorsModule: URL = new URL('./operators-in-tasks.js', import.meta.url);
