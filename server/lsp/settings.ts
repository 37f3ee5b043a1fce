/** The settings section `bpfCpumask`: what a user wrote, what of it can be used, and what to say about the rest. */

import { isKernel, kernelWanted } from '../../bpf/kernel/index.ts';
import { DEFAULT_KERNEL, isLibbpf, targetKernel as withProposals } from '../../bpf/kernel/versions.ts';
import { words } from '../../bpf/words/server.ts';
import { ruleOf } from '../rules/index.ts';
import type { Enable } from '../service/detect.ts';
import { isComplaint } from '../service/suppress/complaints.ts';
import type { Severity } from '../service/types.ts';

export const SECTION = 'bpfCpumask';

/** Tags of `HOVER_LANGUAGES` as editors write them. */
const LANGUAGES = ['auto', 'en', 'zh-cn'] as const;
type LanguageSetting = (typeof LANGUAGES)[number];

export interface Settings {
  readonly enable: Enable;
  /** `X.Y`, or what `targetKernel` makes of it where proposed functions are wanted. */
  readonly targetKernel: string;
  /** Of libbpf, for files of user space; undefined: as found beside the file. */
  readonly libbpf: string | undefined;
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
  /** The language of hovers; `auto`: the editor's. */
  readonly language: LanguageSetting;
  /** Whether programs have a lens that runs them. */
  readonly codeLens: boolean;
  /** Folders for headers, as the user wrote them: absolute, or relative to the workspace's folder. */
  readonly includePaths: readonly string[];
}

export const DEFAULTS: Settings = {
  enable: 'auto',
  targetKernel: DEFAULT_KERNEL,
  libbpf: undefined,
  severity: {},
  language: 'auto',
  codeLens: true,
  includePaths: [],
};
const MOST_PATHS = 100;

const ENABLE: readonly Enable[] = ['auto', 'on', 'off'];
const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'information', 'hint', 'off'];

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
  const bad = (key: string, value: unknown, wanted: string) => {
    problems.push(words().settingIs(SECTION, key, shown(value), wanted));
  };
  const enable = ENABLE.find((known) => known === raw.enable);
  if (isSet(raw.enable) && !enable) bad('enable', raw.enable, words().canBe(listed(ENABLE)));
  const { targetKernel } = raw;
  const kernel = typeof targetKernel === 'string' && isKernel(targetKernel) ? targetKernel : undefined;
  if (isSet(raw.targetKernel) && !kernel)
    bad('targetKernel', raw.targetKernel, words().isKernel(kernelWanted()));
  const libbpf = typeof raw.libbpf === 'string' && isLibbpf(raw.libbpf) ? raw.libbpf : undefined;
  if (isSet(raw.libbpf) && libbpf === undefined && raw.libbpf !== 'auto')
    bad('libbpf', raw.libbpf, words().isLibbpf);
  const language = LANGUAGES.find((known) => known === raw.language);
  if (isSet(raw.language) && !language) bad('language', raw.language, words().canBe(listed(LANGUAGES)));
  const codeLens = typeof raw.codeLens === 'boolean' ? raw.codeLens : undefined;
  if (isSet(raw.codeLens) && codeLens === undefined) bad('codeLens', raw.codeLens, words().isFlag);
  const isProposed = typeof raw.proposedApis === 'boolean' ? raw.proposedApis : undefined;
  if (isSet(raw.proposedApis) && isProposed === undefined)
    bad('proposedApis', raw.proposedApis, words().isFlag);
  const includePaths = readPaths(raw.includePaths, bad);
  const severity: Record<string, Severity | 'off'> = {};
  if (isObject(raw.severity)) readSeverities(raw.severity, severity, bad);
  else if (isSet(raw.severity)) bad('severity', raw.severity, words().isSeverities);
  const settings: Settings = {
    enable: enable ?? DEFAULTS.enable,
    targetKernel: withProposals(kernel ?? DEFAULTS.targetKernel, isProposed === true),
    libbpf,
    severity,
    language: language ?? DEFAULTS.language,
    codeLens: codeLens ?? DEFAULTS.codeLens,
    includePaths,
  };
  return { settings, problems };
}

type Bad = (key: string, value: unknown, wanted: string) => void;

function readPaths(raw: unknown, bad: Bad): readonly string[] {
  if (!isSet(raw)) return DEFAULTS.includePaths;
  const isPath = (one: unknown): one is string => typeof one === 'string' && one.trim() !== '';
  if (Array.isArray(raw) && raw.length <= MOST_PATHS && raw.every(isPath)) return raw;
  bad('includePaths', raw, words().isFolders(MOST_PATHS));
  return DEFAULTS.includePaths;
}

function readSeverities(
  raw: Readonly<Record<string, unknown>>,
  into: Record<string, Severity | 'off'>,
  bad: Bad,
): void {
  for (const [rule, value] of Object.entries(raw)) {
    const severity = SEVERITIES.find((known) => known === value);
    if (!ruleOf(rule) && !isComplaint(rule))
      bad(`severity.${shown(rule).slice(1, -1)}`, value, words().noSuchRule);
    else if (!severity) bad(`severity.${rule}`, value, words().canBe(listed(SEVERITIES)));
    else into[rule] = severity;
  }
}

/** The section in what a client pushes: alone, or under its name. */
export function sectionOf(pushed: unknown): unknown {
  return isObject(pushed) && SECTION in pushed ? pushed[SECTION] : pushed;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function listed(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

const SHOWN = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
