/** Findings as the protocol has them. */

import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import { printableLines } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/server.ts';
import { kernelOf, severityOf } from '../service/settings/merge.ts';
import type { ComplaintId } from '../service/suppress/complaints.ts';
import type { Diagnostic, FileResult, Severity } from '../service/types.ts';
import type { Abilities } from './abilities.ts';
import type { Settings } from './settings.ts';
import { DiagnosticSeverity, DiagnosticTag } from './wire/values.ts';

/** Address of the page about a rule; undefined: there is none here. */
export type RulePage = (rule: string) => string | undefined;

export const SOURCE = 'bpf-cpumask';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface Shown {
  readonly items: readonly LspDiagnostic[];
  /** What each of the items is. */
  readonly findings: readonly Diagnostic[];
  readonly counts: Readonly<Record<Severity, number>>;
}

/** The findings of one document as its settings want them. A path is a URI here, since that is how sessions are opened. */
export function toLsp(
  uri: string,
  file: FileResult,
  settings: Settings,
  abilities: Abilities,
  rulePage: RulePage,
): Shown {
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  const items: LspDiagnostic[] = [];
  const findings: Diagnostic[] = [];
  for (const found of file.diagnostics) {
    const severity = severityOf(found, settings);
    if (severity === 'off') continue;
    counts[severity]++;
    items.push(diagnosticOf(uri, found, severity, settings, abilities, rulePage));
    findings.push(found);
  }
  return { items, findings, counts };
}

function diagnosticOf(
  uri: string,
  found: Diagnostic,
  severity: Severity,
  settings: Settings,
  abilities: Abilities,
  rulePage: RulePage,
): LspDiagnostic {
  const href = rulePage(found.rule);
  const { message, kernelMessage } = found;
  const said = kernelMessage === '' ? '' : words().kernelSays(kernelOf(settings), kernelMessage);
  const steps = found.path.map((step) => ({
    location: { uri: step.path ?? uri, range: step.range },
    message: printableLines(step.message),
  }));
  const data = { rule: found.rule, ...(found.fixes.length > 0 ? { fixes: found.fixes } : {}) };
  return {
    range: found.range,
    severity: SEVERITY[severity],
    code: found.rule,
    ...(abilities.codeDescription && href ? { codeDescription: { href } } : {}),
    source: SOURCE,
    message: printableLines(`${message}${said}`),
    ...(abilities.relatedInformation && steps.length > 0 ? { relatedInformation: steps } : {}),
    ...(abilities.unnecessary && isNeedless(found.rule) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(abilities.diagnosticData ? { data } : {}),
  };
}

const UNUSED: ComplaintId = 'suppression-unused';

function isNeedless(rule: string): boolean {
  return rule === UNUSED;
}
