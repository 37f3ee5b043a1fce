/** The language status item: there while the document in front is ours, gone otherwise. */

import {
  type Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  languages,
  type TextDocument,
  window,
} from 'vscode';
import { words } from '../../bpf/words/client.ts';
import { isWanted } from '../documents.ts';
import type { StatusText } from './status.ts';

export interface StatusItem extends Disposable {
  refresh(): void;
}

const COMMANDS = { showLog: 'bpfCpumask.showLog', restart: 'bpfCpumask.restart' } as const;

/** Shows what `describe` says of the document in front. */
export function createStatusItem(describe: (document: TextDocument) => StatusText): StatusItem {
  let item: LanguageStatusItem | undefined;
  const refresh = () => {
    const document = window.activeTextEditor?.document;
    if (!document || !isWanted(document)) {
      item?.dispose();
      item = undefined;
      return;
    }
    item ??= createItem();
    const { text, detail, severity, busy, command } = describe(document);
    item.text = text;
    item.detail = detail;
    item.busy = busy;
    item.severity = severity === 'error' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = { title: words()[command], command: COMMANDS[command] };
  };
  const listener = window.onDidChangeActiveTextEditor(refresh);
  return {
    refresh,
    dispose() {
      listener.dispose();
      item?.dispose();
    },
  };
}

function createItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('bpfCpumask.status', [
    { language: 'c' },
    { language: 'cpp' },
  ]);
  item.name = 'bpf-cpumask';
  return item;
}
