export type Severity = 'ok' | 'note' | 'warning' | 'problem';

/** One thing that the doctor has found. */
export interface Finding {
  readonly severity: Severity;
  /** Stable, for programs; docs/troubleshooting.md has a section for each that is not `ok`. */
  readonly code: string;
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export function ok(code: string, text: string): Finding {
  return { severity: 'ok', code, text };
}

export function note(code: string, text: string, remedy?: string): Finding {
  return { severity: 'note', code, text, ...(remedy === undefined ? {} : { remedy }) };
}

export function warning(code: string, text: string, remedy: string): Finding {
  return { severity: 'warning', code, text, remedy };
}

export function problem(code: string, text: string, remedy: string): Finding {
  return { severity: 'problem', code, text, remedy };
}
