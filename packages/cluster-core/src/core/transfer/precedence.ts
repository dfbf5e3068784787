import type { Message } from '../protocol/message.js';

/** What a message is about: while it waits, those that come after it in the same matter wait, too. */
export interface Precedence {
  /** Matters that it holds up. */
  readonly of: readonly string[];
  /** Matters in which nothing may be ahead of it. */
  readonly after: readonly string[];
}

const NONE: Precedence = { of: [], after: [] };

/**
 * Messages about an attempt keep their order; a job's end comes after its assigns, and an assign after the code that it
 * needs. What is about one queue keeps its order, too. Anything else may overtake: what waits for its value holds up nobody who does not need it.
 */
export function precedenceOf(message: Message): Precedence {
  switch (message.kind) {
    case 'assign': {
      const attempt = attemptMatter(message.attempt);
      const { code, setup, parts = [] } = message;
      const codes = setup === undefined ? [code, ...parts] : [code, setup, ...parts];
      return { of: [attempt, jobMatter(message.job)], after: [attempt, ...codes.map(codeMatter)] };
    }
    case 'code-put':
      return { of: [codeMatter(message.code)], after: [codeMatter(message.code)] };
    case 'job-ended':
      return { of: [], after: [jobMatter(message.job)] };
    default: {
      if ('queue' in message) {
        const queue = [`queue ${message.queue}`];
        return { of: queue, after: queue };
      }
      if (!('attempt' in message)) return NONE;
      const matter = [attemptMatter(message.attempt)];
      return { of: matter, after: matter };
    }
  }
}

export function attemptMatter(attempt: number): string {
  return `attempt ${attempt}`;
}

function jobMatter(job: number): string {
  return `job ${job}`;
}

function codeMatter(code: string): string {
  return `code ${code}`;
}
