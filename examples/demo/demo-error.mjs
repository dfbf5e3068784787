/** The demo cannot go on, and one line says all that the person in front of it needs to know. */
export class DemoError extends Error {
  name = 'DemoError';
}
