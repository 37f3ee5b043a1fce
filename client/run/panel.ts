/** The panel in which runs are looked at: one, made when it is first needed. */

import { type ExtensionContext, Uri, ViewColumn, type Webview, type WebviewPanel, window } from 'vscode';
import { words } from '../../bpf/words/client.ts';
import { panelHtml } from '../panel/html.ts';
import type { FromPanel, ToPanel } from '../panel/messages.ts';
import { plain } from './plain.ts';

export interface Panel {
  isOpen(): boolean;
  /** Opens it beside the editor, or brings it to the front; the focus stays where it is. */
  show(beside: ViewColumn | undefined): void;
  title(text: string): void;
  /** Kept until the page listens, and for when it is shown again. */
  post(message: ToPanel): void;
  close(): void;
}

export interface PanelHost {
  take(message: FromPanel): void;
  /** It has the focus from now on. */
  focused(): void;
  closed(): void;
}

/** What a page that begins anew has to be told. */
interface Screen {
  settled: ToPanel | undefined;
  going: ToPanel | undefined;
}

const EMPTY: Screen = { settled: undefined, going: undefined };

export function createPanel(context: ExtensionContext, host: PanelHost): Panel {
  const dist = Uri.joinPath(context.extensionUri, 'dist');
  let panel: WebviewPanel | undefined;
  let isReady = false;
  let screen = EMPTY;

  const take = (message: FromPanel) => {
    if (message.kind !== 'ready') return host.take(message);
    isReady = true;
    for (const kept of [screen.settled, screen.going]) if (kept) void panel?.webview.postMessage(kept);
  };

  const open = () => {
    const options = { enableScripts: true, localResourceRoots: [dist] };
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const mine = window.createWebviewPanel('bpfCpumask.run', words().run, column, options);
    panel = mine;
    mine.webview.onDidReceiveMessage((message: FromPanel) => mine === panel && take(message));
    // A hidden page is thrown away; when it is shown again it says that it is ready.
    mine.onDidChangeViewState(() => {
      if (!mine.visible) isReady = false;
      if (mine.active) host.focused();
    });
    mine.onDidDispose(() => {
      if (mine !== panel) return;
      panel = undefined;
      isReady = false;
      screen = EMPTY;
      host.closed();
    });
    mine.webview.html = pageOf(mine.webview, dist);
  };

  return {
    isOpen: () => panel !== undefined,
    show(beside) {
      if (!panel) return open();
      const isInTheWay = beside !== undefined && panel.viewColumn === beside;
      if (isInTheWay || !panel.visible) panel.reveal(isInTheWay ? otherThan(beside) : undefined, true);
    },
    title(text) {
      if (panel) panel.title = plain(text);
    },
    post(message) {
      const shown = plain(message);
      screen = after(screen, shown);
      if (isReady) void panel?.webview.postMessage(shown);
    },
    close: () => panel?.dispose(),
  };
}

/** A column that is there; a new one only where there is but one: they would become more and more. */
function otherThan(column: ViewColumn): ViewColumn {
  const columns = window.tabGroups.all.map(({ viewColumn }) => viewColumn);
  return columns.findLast((one) => one !== column) ?? ViewColumn.Beside;
}

function after(screen: Screen, message: ToPanel): Screen {
  switch (message.kind) {
    case 'running':
      return { ...screen, going: message };
    case 'progress':
      return screen;
    case 'cancelled':
      return { settled: screen.settled ?? message, going: undefined };
    default:
      return { settled: message, going: undefined };
  }
}

function pageOf(webview: Webview, dist: Uri): string {
  const at = (name: string) => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const { cspSource } = webview;
  return panelHtml({ script: at('panel.js'), style: at('panel.css'), nonce: newNonce(), cspSource });
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
