/** Names inside a shipped program. Unlikely on purpose: a user's variable of the same name would hide them. */
export const VARS = '__zfarm_vars';
export const REQUIRE = '__zfarm_require';
export const IMPORT = '__zfarm_import';
export const UNITS = '__zfarm_units';
export const LATE = '__zfarm_late';
