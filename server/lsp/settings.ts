/** The settings section `bpfCpumask`: what a user wrote, what of it can be used, and what to say about the rest. */

import { words } from '../../bpf/words/settings.ts';
import type { Enable } from '../service/detect.ts';
import {
  isObject,
  listed,
  type Problem,
  pathText,
  readValues,
  shown,
  type Values,
} from '../service/settings/values.ts';

export const SECTION = 'bpfCpumask';

/** Tags of `HOVER_LANGUAGES` as editors write them. */
const LANGUAGES = ['auto', 'en', 'zh-cn'] as const;
type LanguageSetting = (typeof LANGUAGES)[number];

/** What a project file may say as well, and what concerns the editor alone. */
export interface Settings extends Values {
  readonly enable: Enable;
  /** The language of hovers; `auto`: the editor's. */
  readonly language: LanguageSetting;
  /** Whether programs have a lens that runs them. */
  readonly codeLens: boolean;
  /** Whether it is said behind a call what it hands out. */
  readonly inlayHints: boolean;
  /** Completions and arguments: of what no other language server knows, of everything, of nothing. */
  readonly suggest: Suggest;
}

export const DEFAULTS: Settings = {
  enable: 'auto',
  language: 'auto',
  codeLens: true,
  inlayHints: false,
  suggest: 'auto',
};

const SUGGEST = ['auto', 'all', 'off'] as const;
type Suggest = (typeof SUGGEST)[number];

const ENABLE: readonly Enable[] = ['auto', 'on', 'off'];

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that is ignored. */
  readonly problems: readonly string[];
}

/** Never throws; what is wrong keeps its default. */
export function readSettings(raw: unknown): ReadSettings {
  const problems: string[] = [];
  if (raw === undefined || raw === null) return { settings: DEFAULTS, problems };
  if (!isObject(raw)) return { settings: DEFAULTS, problems: [words().notAnObject(SECTION)] };
  const bad = ({ path, value, wanted }: Omit<Problem, 'isKey'>) => {
    problems.push(words().settingIs(SECTION, pathText(path), shown(value), wanted));
  };
  const oneOf = <T extends string>(key: string, choices: readonly T[]): T | undefined => {
    const choice = choices.find((known) => known === raw[key]);
    if (isSet(raw[key]) && choice === undefined)
      bad({ path: [key], value: raw[key], wanted: words().canBe(listed(choices)) });
    return choice;
  };
  const flag = (key: string): boolean | undefined => {
    const value = raw[key];
    if (typeof value === 'boolean') return value;
    if (isSet(value)) bad({ path: [key], value, wanted: words().isFlag });
    return undefined;
  };
  const settings = {
    enable: oneOf('enable', ENABLE) ?? DEFAULTS.enable,
    language: oneOf('language', LANGUAGES) ?? DEFAULTS.language,
    codeLens: flag('codeLens') ?? DEFAULTS.codeLens,
    inlayHints: flag('inlayHints') ?? DEFAULTS.inlayHints,
    suggest: oneOf('suggest', SUGGEST) ?? DEFAULTS.suggest,
  };
  const { values, problems: others } = readValues(raw);
  for (const problem of others) bad(problem);
  return { settings: { ...values, ...settings }, problems };
}

/** The section in what a client pushes: alone, or under its name. */
export function sectionOf(pushed: unknown): unknown {
  return isObject(pushed) && SECTION in pushed ? pushed[SECTION] : pushed;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
