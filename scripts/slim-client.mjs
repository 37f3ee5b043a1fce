// What the protocol's library for VS Code ships and this extension never uses: half of the client's bundle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Files of vscode-languageclient, each with features that the server does not offer; test/package/slim.test.ts holds
 * the two lists together. The client makes all features at its start and asks each for what it can do: these say nothing,
 * so the server is told that the client cannot do it either.
 */
const UNUSED = [
  'callHierarchy',
  'colorProvider',
  'declaration',
  'documentHighlight',
  'executeCommand',
  'fileOperations',
  'foldingRange',
  'formatting',
  'implementation',
  'inlineCompletion',
  'inlineValue',
  'linkedEditingRange',
  'notebook',
  'reference',
  'rename',
  'selectionRange',
  'semanticTokens',
  'textDocumentContent',
  'typeDefinition',
  'typeHierarchy',
  'workspaceSymbol',
];

/** Part of a server's answer to `initialize`, by the file of the client that acts on it. */
export const NEEDS = {
  textDocumentSync: 'textSynchronization',
  completionProvider: 'completion',
  hoverProvider: 'hover',
  signatureHelpProvider: 'signatureHelp',
  declarationProvider: 'declaration',
  definitionProvider: 'definition',
  typeDefinitionProvider: 'typeDefinition',
  implementationProvider: 'implementation',
  referencesProvider: 'reference',
  documentHighlightProvider: 'documentHighlight',
  documentSymbolProvider: 'documentSymbol',
  codeActionProvider: 'codeAction',
  codeLensProvider: 'codeLens',
  documentLinkProvider: 'documentLink',
  colorProvider: 'colorProvider',
  documentFormattingProvider: 'formatting',
  renameProvider: 'rename',
  foldingRangeProvider: 'foldingRange',
  executeCommandProvider: 'executeCommand',
  selectionRangeProvider: 'selectionRange',
  semanticTokensProvider: 'semanticTokens',
  inlayHintProvider: 'inlayHint',
  diagnosticProvider: 'diagnostic',
  workspaceSymbolProvider: 'workspaceSymbol',
  workspace: 'workspaceFolder',
};

export const isUnused = (file) => UNUSED.includes(file);

const FEATURE = `
class Unused {
  fillClientCapabilities() {}
  initialize() {}
  getState() { return { kind: 'static' }; }
  clear() {}
}
`;
/** Diagnostics listen to notebooks: there are none. */
const NOTEBOOK = `
const never = () => ({ dispose() {} });
class Unused {
  static CellScheme = 'vscode-notebook-cell';
  registrationType = { method: 'notebookDocument/sync' };
  onOpenNotificationSent = never;
  onChangeNotificationSent = never;
  onSaveNotificationSent = never;
  onCloseNotificationSent = never;
  fillClientCapabilities() {}
  initialize() {}
  register() {}
  unregister() {}
  getState() { return { kind: 'static' }; }
  getProvider() {}
  handles() { return false; }
  clear() {}
}
`;
/** Paths are matched with the pattern of our selector only: a name, in any folder. */
const MINIMATCH = `
exports.Minimatch = class {
  constructor(pattern) { this.name = pattern.startsWith('**/') ? pattern.slice(2) : undefined; }
  makeRe() { return this.name !== undefined; }
  match(path) { return path.replaceAll('\\\\', '/').endsWith(this.name); }
};
`;

/** Packages that the library asks for little: by what it imports. */
const OTHERS = {
  minimatch: MINIMATCH,
  'semver/functions/parse': 'module.exports = () => ({});',
  'semver/functions/satisfies': 'module.exports = () => true;',
};

function exportsOf(text) {
  return [...new Set([...text.matchAll(/^exports\.(\w+) = \w+;$/gm)].map(([, name]) => name))];
}

/** The versions that VS Code lets install the extension are those that the library asks for, so it need not ask. */
function checkVersion(root) {
  const main = readFileSync(join(root, 'node_modules/vscode-languageclient/lib/node/main.js'), 'utf8');
  const wanted = /REQUIRED_VSCODE_VERSION = '([^']*)'/.exec(main)?.[1];
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (wanted !== engines.vscode)
    throw new Error(`vscode-languageclient is for VS Code ${wanted}, package.json for ${engines.vscode}.`);
}

/** For esbuild. */
export function slimClient(root) {
  checkVersion(root);
  const unused = new RegExp(`vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](${UNUSED.join('|')})\\.js$`);
  return {
    name: 'slim-client',
    setup(build) {
      build.onLoad({ filter: unused }, ({ path }) => {
        const names = exportsOf(readFileSync(path, 'utf8'));
        const isNotebook = /notebook\.js$/.test(path);
        const lines = names.map((name) => `exports.${name} = Unused;`);
        return { contents: `${isNotebook ? NOTEBOOK : FEATURE}${lines.join('\n')}`, loader: 'js' };
      });
      // Resolved to nothing of theirs, so that the notices need not name them.
      build.onResolve({ filter: /^(?:minimatch|semver\/functions\/\w+)$/ }, ({ path }) => ({
        path,
        namespace: 'slim',
      }));
      build.onLoad({ filter: /./, namespace: 'slim' }, ({ path }) => ({
        contents: OTHERS[path],
        loader: 'js',
      }));
    },
  };
}
