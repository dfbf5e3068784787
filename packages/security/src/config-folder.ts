import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the keys of this user are: `ZFARM_CONFIG_DIR`, else `zfarm` in the folder that the system has for settings. */
export function configFolder(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { ZFARM_CONFIG_DIR: given, XDG_CONFIG_HOME: xdg, APPDATA: appData } = environment;
  if (given) return given;
  if (platform === 'win32') return join(appData || join(home, 'AppData', 'Roaming'), 'zfarm');
  return join(xdg || join(home, '.config'), 'zfarm');
}
