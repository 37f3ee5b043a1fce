/** What the panel is about: a document, what of it runs, and how its text has changed since. */
import { type TextDocument, Uri, workspace } from 'vscode';
import { DEFAULT_KERNEL, isKernel, isLibbpf, targetKernel } from '../../bpf/kernel/versions.ts';
import type { InputValues, Place, RunRequest, Target } from '../../emulator/worker/messages.ts';
import { SECTION } from '../documents.ts';
import { type Edits, moved, recordEdits } from './edits.ts';
import type { Question } from './runner.ts';

export interface Subject {
  /** Another one once the file has another name. */
  uri: Uri;
  /** Moves with the text: ranges stay around what was selected. */
  target: Target;
  /** What the user gave; undefined: what is remembered of the function is taken. */
  values: InputValues | undefined;
  readonly edits: Edits;
  /** The text that the shown record is about, as a mark of `edits`. */
  shown: number;
}

export function newSubject(uri: Uri, target: Target): Subject {
  return { uri, target, values: undefined, edits: recordEdits(), shown: 0 };
}

export function isAbout(subject: Subject, document: TextDocument): boolean {
  return subject.uri.toString() === document.uri.toString();
}

/** A file, or a folder that it is in, has another name now. */
export function rename(subject: Subject, from: Uri, to: Uri): void {
  const [old, path] = [from.toString(), subject.uri.toString()];
  if (path === old) subject.uri = to;
  else if (path.startsWith(`${old}/`)) subject.uri = Uri.parse(`${to.toString()}${path.slice(old.length)}`);
}

/** Takes changes of the subject's document in. */
export function follow(subject: Subject, changes: Parameters<Edits['add']>[0]): void {
  subject.edits.add(changes);
  const { target } = subject;
  if (target.kind === 'at')
    subject.target = { kind: 'at', ranges: target.ranges.map((range) => changes.reduce(moved, range)) };
}

/** A record of the text at that mark is on screen from now on. */
export function show(subject: Subject, mark: number): void {
  subject.shown = mark;
  subject.edits.forget(mark);
}

/** A place of the shown record, in the text as it is now. */
export function placeNow(subject: Subject, { path, range }: Place): Place {
  return path === undefined ? { range: subject.edits.map(range, subject.shown) } : { path, range };
}

/** The document of a place. */
export function uriOf(subject: Subject, { path }: Place): Uri {
  return path === undefined ? subject.uri : Uri.parse(path);
}

/** What is to run, of the text as it is now. */
export function question({ target }: Subject, document: TextDocument): Omit<Question, 'values' | 'reach'> {
  const path = document.uri.toString();
  const libbpf = workspace.getConfiguration(SECTION, document.uri).get<string>('libbpf') ?? '';
  return {
    ...{ path, text: document.getText(), target, kernel: kernelFor(document.uri) },
    ...(isLibbpf(libbpf) ? { libbpf } : {}),
  };
}

/** The setting, or its default where it is no version: the language server says so in its log. */
function kernelFor(uri: Uri): RunRequest['kernel'] {
  const settings = workspace.getConfiguration(SECTION, uri);
  const kernel = settings.get<string>('targetKernel') ?? '';
  const isProposed = settings.get<boolean>('proposedApis') === true;
  return targetKernel(isKernel(kernel) ? kernel : DEFAULT_KERNEL, isProposed);
}

/** What a place is called that a person reads: the file's name. */
export function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
