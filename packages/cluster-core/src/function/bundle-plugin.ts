import { isBuiltin } from 'node:module';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { type BundleSlot, isBareSpecifier, SLOT_PREFIX } from './bundle-slot.js';
import { installedSpecifier } from './installed-package.js';
import { owningPackage, packageInfo } from './native-package.js';

export interface BundlePlugin {
  readonly plugin: Plugin;
  /** Slots that could not or need not be bundled, with what to ask the worker for. Filled by the build. */
  readonly elsewhere: Map<number, string>;
}

/** Marks look-ups of our own, which must not come back here. */
const OWN = { zfarm: true };

/**
 * Looks slots up in their folders, and leaves packages with native parts to the worker.
 *
 * @param natives names of packages known to have such parts. Those that turn up during the build are added: then build again.
 */
export function bundlePlugin(slots: readonly BundleSlot[], natives: Set<string>): BundlePlugin {
  const elsewhere = new Map<number, string>();
  const setup = (build: PluginBuild): void => {
    const lookUp = async (
      args: OnResolveArgs,
      specifier: string,
      folder: string,
    ): Promise<OnResolveResult> => {
      const { path, errors, ...rest } = await build.resolve(specifier, {
        resolveDir: folder,
        kind: args.kind,
        pluginData: OWN,
      });
      if (errors.length > 0) return { errors: [...errors] };
      const info = packageInfo(path);
      if (info === undefined || !(info.isNative || natives.has(info.name))) return { path, ...rest };
      const wanted = specifier.startsWith(info.name) ? specifier : info.name;
      return { path: installedSpecifier({ ...info, specifier: wanted }), external: true };
    };
    build.onResolve({ filter: /^zfarm-slot:/ }, async (args) => {
      const index = Number(args.path.slice(SLOT_PREFIX.length));
      const slot = slots[index];
      if (slot === undefined) return undefined;
      const found = await lookUp(args, slot.specifier, slot.folder);
      if (slot.kind === 'import' || slot.kind === 'require') return found;
      if (found.external === true) elsewhere.set(index, found.path ?? '');
      // Only the worker may have it: that is what loading at run time is for.
      if ((found.errors?.length ?? 0) === 0 || !isBareSpecifier(slot.specifier)) return found;
      elsewhere.set(index, slot.specifier);
      return { path: slot.specifier, external: true };
    });
    build.onResolve({ filter: /^[^./\\]/ }, async (args) => {
      if (args.pluginData === OWN) return undefined;
      if (isBuiltin(args.path)) return { path: args.path, external: true };
      const found = await lookUp(args, args.path, args.resolveDir);
      // Packages that are there or not: esbuild itself knows that a `require` within `try` may fail.
      return (found.errors?.length ?? 0) === 0 ? found : undefined;
    });
    build.onLoad({ filter: /\.node$/ }, (args) => {
      const owner = owningPackage(args.path);
      if (owner === undefined) return undefined;
      natives.add(owner);
      return { contents: '', loader: 'js' };
    });
  };
  return { plugin: { name: 'zfarm', setup }, elsewhere };
}
