/** Where settings come from: asked for per document when the client can be asked, else what it pushed. */

import { kernelNote } from '../../bpf/kernel/index.ts';
import { words } from '../../bpf/words/server.ts';
import { kernelOf } from '../service/settings/merge.ts';
import type { Abilities } from './abilities.ts';
import { DEFAULTS, readSettings, SECTION, type Settings, sectionOf } from './settings.ts';
import type { Connection } from './wire/connection.ts';

/** A client that says it can be asked, and never answers, gets the defaults until it does. */
const PATIENCE_MS = 1_000;

export interface Configuration {
  /** Calls `apply` once soon, and again when a late answer says something else. */
  of(uri: string, apply: (settings: Settings) => void): void;
  /** `didChangeConfiguration`, or the settings of `initialize`. */
  pushed(settings: unknown): void;
}

export function createConfiguration(connection: Connection, abilities: Abilities): Configuration {
  const said = new Set<string>();
  let common = DEFAULTS;
  const once = (line: string) => {
    if (said.has(line)) return;
    said.add(line);
    connection.console.warn(line);
  };
  const accept = (raw: unknown): Settings => {
    const { settings, problems } = readSettings(raw);
    for (const problem of problems) once(words().settingIgnored(problem));
    const about = kernelNote(kernelOf(settings));
    if (about !== undefined) once(`${about}.`);
    return settings;
  };
  return {
    of(uri, apply) {
      if (!abilities.configuration) return apply(common);
      const patience = setTimeout(() => apply(common), PATIENCE_MS);
      connection.ask('workspace/configuration', { items: [{ scopeUri: uri, section: SECTION }] }).then(
        (all) => {
          clearTimeout(patience);
          const raw: unknown = Array.isArray(all) ? all[0] : undefined;
          apply(raw === null || raw === undefined ? common : accept(raw));
        },
        (error: unknown) => {
          clearTimeout(patience);
          connection.console.warn(words().settingsNotSaid(String(error)));
          apply(common);
        },
      );
    },
    pushed(settings) {
      const section = sectionOf(settings);
      if (section !== undefined && section !== null) common = accept(section);
    },
  };
}
