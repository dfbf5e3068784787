/** The bounds of the dashboard, at both ends of the wire, each with the reason for its value. */

/** How often pages are told what is new, in ms: smooth to the eye, and a batch however much happens. */
export const TELL_MS: number = 200;

/** How often load, memory and rate are noted for the charts, in ms. */
export const SAMPLE_MS: number = 1000;

/** Notes of one worker that are kept: five minutes. */
export const SAMPLES_MAX: number = 300;

/** Notes of all workers together that a new page is sent: a few megabytes; with many workers each has fewer. */
export const SAMPLES_SENT_MAX: number = 60_000;

/** Workers that are charted: more are shown, without their past. */
export const CHARTED_MAX: number = 1000;

/** Chunks drawn anew at each telling: at five a second more than an eye can tell apart. */
export const SPANS_TOLD_MAX: number = 1200;

/** Chunks that wait for the next telling; of more, the later ones are left out. */
export const SPANS_WAITING_MAX: number = 20_000;

/** Chunks that are kept at the server for pages to come, and bars in a page, which draws them. */
export const SPANS_KEPT_MAX: number = 24_000;
export const SPANS_DRAWN_MAX: number = 40_000;

/** From so many chunks at one telling on, those that follow one another in a lane become one bar ... */
export const SPANS_APART_MAX: number = 300;

/** ... but for a longest one, in ms, so that it still moves. */
export const BAR_MS_MAX: number = 500;

/** Jobs that are kept; those that have ended longest ago go first. */
export const JOBS_KEPT_MAX: number = 200;

/** Failures that are kept, with their stacks. */
export const FAULTS_KEPT_MAX: number = 200;

/** Lines of the event log that are kept, and that are told at once. */
export const LINES_KEPT_MAX: number = 500;
export const LINES_TOLD_MAX: number = 40;

/** Names of functions that are told apart; later ones share the last place. */
export const NAMES_MAX: number = 2000;

/** Pages that may look on at a time: each costs a copy of all that is told. */
export const PAGES_MAX: number = 64;

/** How often a page hears something even if nothing is new, in ms, so that it notices a lost connection. */
export const PULSE_MS: number = 2000;
