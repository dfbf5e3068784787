/** Names inside a shipped program. Unlikely on purpose: a user's variable of the same name would hide them. */
export const VARS = '__zfarm_vars';
export const REQUIRE = '__zfarm_require';
export const IMPORTER = '__zfarm_importer';
/** The `import(...)` of one function. */
export const IMPORT = '__zfarm_import';
/** The `import.meta` of one function. */
export const META = '__zfarm_meta';
/** What the bundled packages export. */
export const BUNDLE = '__zfarm_bundle';
export const UNITS = '__zfarm_units';
export const DEFINE = '__zfarm_define';
export const LATE = '__zfarm_late';
/** The registered classes, by number. */
export const CLASSES = '__zfarm_classes';
/** In a bundle: the url, filename and dirname that bundled packages are given for theirs. */
export const PLACE = '__zfarm_place';
