/** Of the options that say how a node is met. */
export type MeetingOption = 'gossip' | 'listen' | 'advertise';

/** What was said of how a node is met cannot be; the message says what to write instead. */
export class MeetingOptionError extends TypeError {
  override readonly name = 'MeetingOptionError';
  readonly code = 'ZFARM_OPTION';
  /** Name of the option. */
  readonly option: MeetingOption;

  constructor(option: MeetingOption, message: string) {
    super(message);
    this.option = option;
  }
}

/** Whether a port stands there by which one can be reached. */
export function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535;
}

/** A node on loopback hears only who is there as well. */
export function isOnLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}
