export type Environment = Readonly<Record<string, string | undefined>>;

/** What programs need to find their way, and no secret: by name, or by how the name begins. */
const SEEN = new Set(
  [
    'PATH,HOME,USER,LOGNAME,SHELL,PWD,LANG,LANGUAGE,TZ,TERM,TMPDIR,TEMP,TMP,NODE_ENV,LD_LIBRARY_PATH,DYLD_LIBRARY_PATH',
    'SYSTEMROOT,SYSTEMDRIVE,WINDIR,COMSPEC,PATHEXT,USERPROFILE,USERNAME,HOMEDRIVE,HOMEPATH,NUMBER_OF_PROCESSORS,OS',
    'PROCESSOR_ARCHITECTURE,PROGRAMFILES,PROGRAMDATA',
  ].flatMap((names) => names.split(',')),
);
const SEEN_START = 'LC_';

/**
 * The variables of the worker's process that tasks see: what the worker was started with may hold secrets, and tasks are code of
 * others. On Windows names are the same in any case.
 */
export function taskEnvironment(
  environment: Environment,
  { allow = [], deny = [] }: { readonly allow?: readonly string[]; readonly deny?: readonly string[] },
): Record<string, string> {
  const [allowed, denied] = [new Set(allow), new Set(deny)];
  const isSeen = (name: string): boolean =>
    allowed.has(name) || SEEN.has(name.toUpperCase()) || name.startsWith(SEEN_START);
  const seen: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && isSeen(name) && !denied.has(name)) seen[name] = value;
  }
  return seen;
}
