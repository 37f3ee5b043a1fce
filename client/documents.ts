/** Which open documents are ours. */
import { type TextDocument, workspace } from 'vscode';
import { isBpfC, isUserC, PROJECT_FILE } from '../bpf/syntax/detect.ts';

export const SECTION = 'bpfCpumask';
const LANGUAGES: ReadonlySet<string> = new Set(['c', 'cpp']);
/** Texts that nobody edits here: the old side of a comparison, logs. A selector cannot exclude, so this does. */
const NOT_OURS: ReadonlySet<string> = new Set(['git', 'gitfs', 'output', 'scm-history-item', 'review', 'pr']);
/** Lines that are looked at for signs of BPF. */
const LOOK_AT = 3_000;

/** True for a document that the server may hear of. */
export function isOurs(document: TextDocument): boolean {
  return LANGUAGES.has(document.languageId) && !NOT_OURS.has(document.uri.scheme);
}

/** True for a project file: the server reads it as it is on screen, and says what is wrong with it. */
export function isProjectFile({ uri }: TextDocument): boolean {
  return !NOT_OURS.has(uri.scheme) && uri.path.endsWith(`/${PROJECT_FILE}`);
}

/** True for a document that needs the server: BPF C, C of user space with its maps, or any C where the setting says `on`. */
export function isWanted(document: TextDocument): boolean {
  if (!isOurs(document)) return false;
  const enable = workspace.getConfiguration(SECTION, document.uri).get<string>('enable');
  if (enable === 'off') return false;
  if (enable === 'on') return true;
  const text = head(document);
  return isBpfC(document.uri.path, text) || isUserC(document.uri.path, text);
}

function head(document: TextDocument): string {
  if (document.lineCount <= LOOK_AT) return document.getText();
  const { range } = document.lineAt(LOOK_AT);
  return document.getText(range.with(range.start.with(0, 0)));
}
